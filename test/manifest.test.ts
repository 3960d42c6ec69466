import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { models } from '../src/core/models.ts'

interface Manifest {
  readonly icon: string
  readonly activationEvents: readonly string[]
  readonly engines: { readonly vscode: string }
  readonly devDependencies: Readonly<Record<string, string>>
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[]
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly enum?: readonly string[]; readonly default?: unknown }>
      >
    }
    readonly colors: readonly { readonly id: string }[]
    readonly customEditors: readonly { readonly viewType: string }[]
  }
}

describe('the manifest', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
  const host = textOf('src/host')

  it('declares exactly the commands that are registered', () => {
    const table = readFileSync('src/host/commands.ts', 'utf8')
    const registered = [
      ...table.matchAll(/^ {2}'(promptCache\.\w+)':/gm),
      ...host.matchAll(/registerCommand\('(promptCache\.\w+)'/g),
    ].map((match) => match[1])
    const declared = manifest.contributes.commands.map(({ command }) => command)
    assert.deepEqual(declared.toSorted(), registered.toSorted())
    for (const { category } of manifest.contributes.commands) assert.equal(category, 'Prompt Cache')
  })

  it('declares exactly the settings that are read', () => {
    const table = readFileSync('src/host/settings.ts', 'utf8')
    const read = [...table.matchAll(/get<.+?>\('([\w.]+)'/g)].map(
      (match) => `promptCache.${match[1] ?? ''}`,
    )
    const declared = Object.keys(manifest.contributes.configuration.properties)
    assert.deepEqual(declared.toSorted(), read.toSorted())
  })

  it('declares exactly the colours and custom editors that are used', () => {
    const ids = manifest.contributes.colors.map(({ id }) => id)
    const used = [...host.matchAll(/ThemeColor\('(promptCache\.\w+)'\)/g)].map((match) => match[1])
    assert.deepEqual(ids.toSorted(), [...new Set(used)].toSorted())
    for (const { viewType } of manifest.contributes.customEditors) {
      assert.ok(host.includes(`'${viewType}'`), `${viewType} is not registered`)
    }
  })

  it('activates on the languages that are analysed', () => {
    const table = readFileSync('src/host/analyses.ts', 'utf8')
    const list = /languages = new Set\(\[([^\]]*)\]/.exec(table)?.[1] ?? ''
    const languages = [...list.matchAll(/'(\w+)'/g)].map((match) => `onLanguage:${match[1] ?? ''}`)
    assert.deepEqual(manifest.activationEvents, languages)
  })

  it('offers every known model', () => {
    const offered = manifest.contributes.configuration.properties['promptCache.model']?.enum
    assert.deepEqual(
      offered,
      models.map(({ id }) => id),
    )
  })

  it('takes the same model as the command line for prompts that name none: one that is not retiring', () => {
    const usual = manifest.contributes.configuration.properties['promptCache.model']?.default
    const [, ofCli] = /^const usualModel = '(.+)'$/m.exec(textOf('src')) ?? []
    assert.equal(usual, ofCli)
    assert.ok(models.some(({ id, retires }) => id === usual && retires === undefined))
  })

  it('asks for no newer VS Code than its types describe', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`)
  })

  it('pins every dependency to one version', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name)
    }
  })

  it('points at files that exist', () => {
    assert.ok(existsSync(manifest.icon))
  })
})

function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n')
}
