// Runs test files in this Node: node test/mocha.mjs FILE...
import { join, resolve } from 'node:path'
import { shootPages } from './editor/workbench.mjs'
import { command, root } from './process.mjs'
import { runSuite } from './suite.mjs'

await command(async () => {
  const files = process.argv.slice(2).map((file) => resolve(file))
  const { failed } = await runSuite(files, {
    timeoutMs: 120_000,
    onFailure: (title) => shootPages(join(root, 'shots'), `failed ${title}`),
    retries: Number(process.env['TEST_RETRIES'] ?? 0),
    ...(process.env['TEST_GREP'] && { grep: process.env['TEST_GREP'] }),
    ...(process.env['TEST_REPORT'] && { reportFile: process.env['TEST_REPORT'] }),
  })
  return failed === 0 ? 0 : 1
})
