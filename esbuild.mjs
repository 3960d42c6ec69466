// Bundles: the extension, the command line, the webview, and (with --tests) the tests.
// node esbuild.mjs [--production] [--tests] [--watch]
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, context } from 'esbuild'

/** @type {unknown} */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const { version, engines } = /** @type {{ version: string, engines: { node: string } }} */ (
  manifest
)
const production = process.argv.includes('--production')
const tests = process.argv.includes('--tests')
const define = {
  VERSION: JSON.stringify(version),
  NODE: JSON.stringify(engines.node),
  BUILD: JSON.stringify(buildOf('src')),
}
const watch = process.argv.includes('--watch')

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  target: 'node22',
  logLevel: 'info',
  legalComments: production ? 'none' : 'inline',
  // jsonc-parser's default entry is UMD, which does not bundle.
  mainFields: ['module', 'main'],
}

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  // VS Code serves its API to require() only.
  supported: { 'dynamic-import': false },
}

/** @type {import('esbuild').BuildOptions} */
const browser = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
}

/**
 * What the extension imports on demand stays out of its activation bundle: each such file is a bundle of its own.
 * @type {import('esbuild').Plugin}
 */
const lazy = {
  name: 'lazy',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.js`, external: true } : null,
    )
  },
}

/**
 * Scripts of workers come as text, bundled: `import source from './x.ts?worker'`.
 * @type {import('esbuild').Plugin}
 */
const workers = {
  name: 'workers',
  setup(bundle) {
    bundle.onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?worker$/, '')),
      namespace: 'worker',
    }))
    bundle.onLoad({ filter: /./, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        ...browser,
        entryPoints: [path],
        minify: true,
        sourcemap: false,
        metafile: true,
        write: false,
        logLevel: 'silent',
      })
      const contents = outputFiles[0]?.text ?? ''
      return { contents, loader: 'text', watchFiles: Object.keys(metafile.inputs) }
    })
  },
}

/**
 * What the sources are, as a digest: values that they compute are kept for the same sources only.
 * @param {string} folder
 */
function buildOf(folder) {
  const hash = createHash('sha256')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  for (const name of names) {
    if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex').slice(0, 12)
}

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
    plugins: [lazy],
  },
  {
    ...node,
    entryPoints: {
      engine: 'src/host/engine.ts',
      replay: 'src/host/replay.ts',
      'agent-tools': 'src/agent-tools.ts',
      proxy: 'src/capture/proxy.ts',
      sessions: 'src/sessions.ts',
      recorder: 'src/capture/recorder.ts',
      sdk: 'src/api/sdk.ts',
      'analysis-worker': 'src/host/analysis-worker.ts',
    },
    outdir: 'dist',
    external: ['vscode'],
  },
  {
    // The store, and what only some of its users load: the client of Redis and the writer of metrics.
    ...node,
    entryPoints: {
      stored: 'src/host/stored.ts',
      'metrics-server': 'src/store/metrics-server.ts',
      redis: 'src/store/redis.ts',
    },
    outdir: 'dist',
    plugins: [lazy],
    define,
  },
  {
    // Each command is a chunk of its own, as is what several of them share.
    ...shared,
    platform: 'node',
    format: 'esm',
    splitting: true,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'cli/[name]-[hash]',
    // What packages of the older kind require is there in a module too.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    define,
  },
  {
    ...browser,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [workers],
    entryPoints: [
      { in: 'webview/main.tsx', out: 'webview' },
      { in: 'webview/style.css', out: 'webview' },
      { in: 'webview/result/main.tsx', out: 'result' },
      { in: 'webview/result.css', out: 'result' },
    ],
    outdir: 'dist',
  },
]

if (tests) {
  bundles.push({
    ...node,
    entryPoints: ['test/*.test.ts'],
    outdir: 'dist/test',
    // Some packages ask where they are, which a module knows.
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...define, 'import.meta.url': 'moduleUrl' },
  })
  // Run within VS Code, which has its own `vscode`; mocha's files must stay where they are.
  bundles.push({
    ...node,
    entryPoints: ['test/editor/suite.ts', 'test/editor/*.test.ts'],
    outdir: 'dist/test/editor',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.dirname': '__dirname' },
  })
}

rmSync('dist', { recursive: true, force: true })
const contexts = await Promise.all(bundles.map((options) => context(options)))
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()))
} else {
  // esbuild has printed what was wrong.
  await Promise.all(contexts.map((each) => each.rebuild())).catch(() => process.exit(1))
  await Promise.all(contexts.map((each) => each.dispose()))
}
