import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

/**
 * What a suite leaves behind when it ran to its end; without it, it did not.
 * @typedef {{ passed: number, failed: number }} Report
 */

/**
 * @typedef {object} SuiteOptions
 * @property {number} timeoutMs For one test.
 * @property {number} [retries] How often a test that failed may try again, for suites that look at another process
 *   which is slower on a busy machine. Every such try is printed and counted. None by default.
 * @property {string} [grep] Only tests whose name contains this.
 * @property {string} [reportFile] Where the report goes, as JSON.
 * @property {(title: string) => Promise<void>} [onFailure] Called after each test that failed.
 */

/**
 * Runs test files with mocha, in Node or in VS Code's extension host.
 * @param {readonly string[]} files
 * @param {SuiteOptions} options
 * @returns {Promise<Report>}
 */
export async function runSuite(files, { timeoutMs, retries = 0, grep, reportFile, onFailure }) {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: timeoutMs,
    retries,
    color: process.env['TEST_COLOR'] === '1',
  })
  if (grep) mocha.fgrep(grep)
  if (onFailure) mocha.rootHooks({ afterEach: failureHook(onFailure) })
  for (const file of files) mocha.addFile(file)
  await mocha.loadFilesAsync()
  /** @type {string[]} */
  const triedAgain = []
  /** @type {Report} */
  const report = await new Promise((resolve) => {
    const runner = mocha.run((failed) => {
      resolve({ passed: runner.stats?.passes ?? 0, failed })
    })
    runner.on('retry', (/** @type {Mocha.Test} */ test, /** @type {Error} */ error) => {
      triedAgain.push(`${test.fullTitle()}\n    ${error.stack ?? error.message}`)
    })
  })
  if (triedAgain.length > 0) {
    console.log(`  ${triedAgain.length} tried again after they had failed:\n`)
    for (const each of triedAgain) console.log(`  ${each}\n`)
  }
  if (reportFile) writeFileSync(reportFile, JSON.stringify(report))
  return report
}

/**
 * @param {(title: string) => Promise<void>} onFailure
 * @returns {Mocha.AsyncFunc}
 */
function failureHook(onFailure) {
  return async function () {
    if (this.currentTest?.state === 'failed') await onFailure(this.currentTest.fullTitle())
  }
}
