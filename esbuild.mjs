// Bundles: the extension, the command line, the webview, and (with --tests) the tests.
// node esbuild.mjs [--production] [--tests] [--watch]
import { rmSync } from 'node:fs'
import { context } from 'esbuild'

const production = process.argv.includes('--production')
const tests = process.argv.includes('--tests')
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
const node = { ...shared, platform: 'node', format: 'cjs' }

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryPoints: [
      { in: 'webview/main.tsx', out: 'webview' },
      { in: 'webview/style.css', out: 'webview' },
    ],
    outdir: 'dist',
  },
]

if (tests) {
  bundles.push({
    ...node,
    entryPoints: ['test/*.test.ts', 'test/webview/shots.ts'],
    outbase: 'test',
    outdir: 'dist/test',
    // Finds its own files beside itself; the tests of the webview drive a browser with it.
    external: ['playwright-core'],
  })
}

rmSync('dist', { recursive: true, force: true })
const contexts = await Promise.all(bundles.map((options) => context(options)))
await Promise.all(contexts.map((each) => (watch ? each.watch() : each.rebuild())))
if (!watch) await Promise.all(contexts.map((each) => each.dispose()))
