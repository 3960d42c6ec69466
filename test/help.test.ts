import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commands } from '../src/cli/commands.ts'
import { runCli } from './run-cli.ts'

/** Set to write the golden files anew; the diff is the review. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1'
const folder = 'test/fixtures/help'

describe('help', () => {
  for (const name of ['', ...Object.keys(commands)]) {
    it(`of ${name || 'the whole program'} is as it was reviewed`, async () => {
      const { out, code } = await runCli([...(name ? [name] : []), '--help'])
      const path = join(folder, `${name || 'prompt-cache'}.txt`)
      if (isUpdating) writeFileSync(path, out)
      assert.equal(code, 0)
      assert.equal(out, existsSync(path) ? readFileSync(path, 'utf8') : '')
    })
  }

  it('shows examples of every command', async () => {
    for (const name of Object.keys(commands)) {
      const { out } = await runCli([name, '--help'])
      assert.match(out, new RegExp(`\\nExamples:\\n {2}# .+\\n {2}.*prompt-cache ${name}\\b`), name)
    }
  })

  it('has no file of a command that is gone', () => {
    const known = ['prompt-cache', ...Object.keys(commands)].map((name) => `${name}.txt`)
    assert.deepEqual(readdirSync(folder).toSorted(), known.toSorted())
  })

  it('loads the code of what parses arguments, and of no command', () => {
    const entry = readFileSync('dist/cli.mjs', 'utf8')
    for (const name of Object.keys(commands)) {
      const [, file = ''] =
        new RegExp(`import\\("(\\./cli/${name}-\\w+\\.mjs)"\\)`).exec(entry) ?? []
      const loaded = withImports(join('dist', file), withImports('dist/cli.mjs'))
      const bytes = [...loaded].reduce((sum, each) => sum + statSync(each).size, 0)
      assert.ok(file !== '' && bytes < 200_000, `${name}: ${bytes} bytes of ${[...loaded].join()}`)
    }
  })

  it('is offered where the command, or a part of it, was not understood', async () => {
    const { err, code } = await runCli(['lnt'])
    assert.equal(code, 2)
    assert.match(err, /Did you mean lint\?/)
    assert.match(err, /--help/)
    const part = await runCli(['store', 'stats', '--jsn'])
    assert.equal(part.code, 2)
    assert.match(part.err, /Did you mean --json\?/)
  })
})

/** A file and all that it imports without being asked. */
function withImports(file: string, known: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  if (known.has(file)) return known
  const text = readFileSync(file, 'utf8')
  const imports = [...text.matchAll(/^(?:import|\} from) "(\.\/[^"]+)";$/gm)]
  return imports.reduce<ReadonlySet<string>>(
    (all, [, path = '']) => withImports(join(dirname(file), path), all),
    new Set([...known, file]),
  )
}
