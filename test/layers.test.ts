import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/** Which layers a layer may import from, besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  protocol: ['core'],
  webview: ['core', 'protocol'],
  errors: [],
  files: ['core', 'errors', 'unpacked'],
  'file-identity': ['files'],
  'agent-folders': [],
  sessions: ['core', 'agent-folders', 'log-text'],
  'buffer-lines': ['core'],
  unpacked: ['errors'],
  database: ['core', 'errors'],
  'log-text': ['core', 'buffer-lines', 'database', 'files', 'unpacked'],
  'read-log': ['core', 'log-text'],
  'growing-log': ['core', 'buffer-lines', 'files', 'read-log'],
  project: ['core', 'files', 'errors'],
  capture: ['core', 'errors'],
  api: ['core', 'files', 'log-text', 'read-log', 'errors'],
  'prompt-file': ['core', 'files', 'project', 'errors'],
  'agent-tools': ['core', 'prompt-file', 'read-log', 'errors'],
  store: ['core', 'file-identity', 'errors'],
  cli: [
    'core',
    'agent-tools',
    'prompt-file',
    'agent-folders',
    'log-text',
    'api',
    'capture',
    'files',
    'project',
    'read-log',
    'store',
    'errors',
  ],
  host: [
    'core',
    'protocol',
    'agent-tools',
    'sessions',
    'api',
    'capture',
    'files',
    'project',
    'read-log',
    'growing-log',
    'store',
    'errors',
  ],
  extension: ['host'],
}

/** Packages that a layer may use; `node:` stands for all of Node's own. */
const packages: Readonly<Record<string, readonly string[]>> = {
  core: [
    '@lezer/common',
    '@lezer/javascript',
    '@lezer/python',
    'jsonc-parser',
    'picomatch/posix',
    'yaml',
  ],
  protocol: [],
  webview: ['preact', 'preact/hooks', '@vscode/webview-ui-toolkit'],
  errors: [],
  files: ['node:'],
  'agent-folders': ['node:'],
  sessions: ['node:'],
  'buffer-lines': [],
  'file-identity': ['node:'],
  unpacked: ['node:'],
  database: ['node:'],
  'log-text': ['node:'],
  project: ['node:'],
  'read-log': [],
  'growing-log': ['node:'],
  capture: ['node:', 'http-parser-js', 'proxy-from-env'],
  api: ['node:', '@anthropic-ai/sdk', 'undici'],
  'prompt-file': ['node:'],
  'agent-tools': [],
  cli: [
    'node:',
    '@modelcontextprotocol/sdk/server/mcp.js',
    '@modelcontextprotocol/sdk/server/stdio.js',
    'zod',
    'commander',
    'picocolors',
    'string-width',
    'tinyglobby',
    'wrap-ansi',
  ],
  store: ['node:', 'ioredis', 'msgpackr/pack', 'prom-client'],
  host: ['node:', 'vscode'],
  extension: ['vscode'],
}

describe('layers', () => {
  const files = [...sourcesIn('src'), ...sourcesIn('webview')]

  it('every file is in a known layer', () => {
    const unknown = files.filter((file) => !(layerOf(file) in layers))
    assert.deepEqual(unknown, [])
  })

  it('a layer imports only from the layers below it', () => {
    const wrong = files.flatMap((file) => {
      const own = layerOf(file)
      return relativesOf(file)
        .filter((target) => target !== 'package.json')
        .filter((target) => layerOf(target) !== own && !layers[own]?.includes(layerOf(target)))
        .map((target) => `${file} imports ${target}`)
    })
    assert.deepEqual(wrong, [])
  })

  it('no file imports itself by way of others', () => {
    assert.deepEqual(circlesAmong(files), [
      // One evaluator in four parts: a call, a name or a string is a value, and values stand in them.
      ['calls', 'evaluate', 'scope', 'strings'].map((name) => `src/core/code/${name}.ts`),
    ])
  })

  it('a layer uses only its packages', () => {
    const wrong = files.flatMap((file) => {
      const allowed = packages[layerOf(file)] ?? []
      const isAllowed = (name: string) =>
        allowed.some((each) => name === each || (each === 'node:' && name.startsWith(each)))
      return importsOf(file)
        .filter((name) => !name.startsWith('.') && !isAllowed(name))
        .map((name) => `${file} uses ${name}`)
    })
    assert.deepEqual(wrong, [])
  })

  it('core reads no clock and draws no random numbers', () => {
    const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b/
    const wrong = sourcesIn('src/core').filter((file) => impure.test(readFileSync(file, 'utf8')))
    assert.deepEqual(wrong, [])
  })

  it('a member of a family is exported under the name of its file', () => {
    for (const family of ['sources', 'logs', 'rules']) {
      for (const file of sourcesIn(`src/core/${family}`)) {
        const text = readFileSync(file, 'utf8')
        const id = basename(file, '.ts')
        assert.match(text, new RegExp(`\\bid: '${id}'`), `${file} has no member with the id ${id}`)
        const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
        assert.match(text, new RegExp(`export const ${name}\\b`), `${file} lacks ${name}`)
      }
    }
  })
})

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}

/** Groups of files of which each imports, itself or by way of others, all of its group. Types count too. */
function circlesAmong(files: readonly string[]): string[][] {
  const reached = new Map(files.map((file) => [file, new Set(relativesOf(file))]))
  for (const through of files) {
    for (const targets of reached.values()) {
      if (targets.has(through))
        for (const further of reached.get(through) ?? []) targets.add(further)
    }
  }
  const inCircles = files.filter((file) => reached.get(file)?.has(file))
  const groups = inCircles.map((file) =>
    inCircles.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)),
  )
  return [...new Map(groups.map((group) => [group.join(), group.toSorted()])).values()]
}

function relativesOf(file: string): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative('.', join(dirname(file), name)))
}

function layerOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'src' ? basename(second, '.ts') : top
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  // Generated code names packages too, but no line begins with its imports.
  const imports =
    /^(?:import|export|\}).*\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm
  return [...text.matchAll(imports)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}
