import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { headlessEditor, install, store } from './install.mjs'
import { node24, nodeFlags } from './install/node.mjs'
import { readJson } from './json.mjs'
import { onStop, root, show } from './process.mjs'
import { runScript } from './scripts.mjs'

/** @typedef {import('./suite.mjs').Report} Report */

/**
 * A part of `npm test`.
 * @typedef {object} Stage
 * @property {string} name
 * @property {readonly string[]} [needs] Stages without which it makes no sense.
 * @property {() => Promise<Report>} run
 */

const minute = 60_000

/** All stages, in their order. @type {readonly Stage[]} */
export const stages = [
  { name: 'types', run: () => script('types') },
  { name: 'lint', run: () => script('lint') },
  { name: 'build', run: () => script('build:tests') },
  {
    name: 'unit',
    needs: ['build'],
    run: () => suite(['test/mocha.mjs', ...testFiles('dist/test')], 10 * minute),
  },
  { name: 'store', run: storeSuite },
  { name: 'install', run: installEditor },
  {
    name: 'editor',
    needs: ['build', 'install'],
    run: () => suite(['test/editor/host.mjs'], 15 * minute, 1),
  },
  { name: 'package', run: () => script('package') },
  {
    name: 'browser',
    needs: ['package', 'install'],
    run: () => suite(['test/mocha.mjs', ...testFiles('test/browser')], 25 * minute, 1),
  },
]

/** @param {string} name */
async function script(name) {
  return (await runScript(name)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** The store on disk, and with Redis servers that the tests start and stop. */
async function storeSuite() {
  await install(store)
  return suite(['test/mocha.mjs', ...testFiles('test/store')], 10 * minute, 1)
}

/** Is no check: counts only when it fails. */
async function installEditor() {
  await install(headlessEditor)
  return { passed: 0, failed: 0 }
}

/** @param {string} folder */
function testFiles(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => /\.test\.[jt]s$/.test(name))
    .map((name) => join(folder, name))
}

/**
 * Runs a script that runs mocha. Only what mocha itself has left in the report counts as passed: a
 * suite may also end by itself, crash, hang or find no test.
 * @param {readonly string[]} args
 * @param {number} timeoutMs
 * @param {number} [retries] Of each test.
 * @returns {Promise<Report>}
 */
async function suite(args, timeoutMs, retries = 0) {
  // All its temporary files, so that none is left even if it has to be killed.
  const folder = mkdtempSync(join(tmpdir(), 'pcs-'))
  const file = join(folder, 'report.json')
  const color = process.stdout.isTTY ? { TEST_COLOR: '1' } : { NO_COLOR: '1' }
  const env = {
    ...process.env,
    ...color,
    TEST_REPORT: file,
    TEST_RETRIES: String(retries),
    TMPDIR: folder,
  }
  const remove = onStop(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })
  const code = await show(node24, [...nodeFlags, ...args], { cwd: root, env, timeoutMs })
  const report = existsSync(file) ? /** @type {Report} */ (readJson(file)) : undefined
  await remove()
  const { passed, failed } = report ?? { passed: 0, failed: 0 }
  const trouble =
    (code === 124 && `no end within ${timeoutMs / minute} minutes`) ||
    (!report && `the suite did not run to its end (exit code ${code})`) ||
    (passed + failed === 0 && 'no test ran') ||
    (code !== 0 && failed === 0 && `all tests passed, but the exit code is ${code}`)
  if (trouble) console.log(trouble)
  return { passed, failed: trouble ? failed + 1 : failed }
}
