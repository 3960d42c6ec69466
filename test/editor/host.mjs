// Runs the bundled suite in VS Code's extension host: a desktop VS Code if there is one, else the
// embedded one. TEST_REPORT names the file that the suite leaves its counts in.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import { command, onStop, root } from '../process.mjs'
import { startBrowser, workbenchUrl } from './browser.mjs'
import { desktopPath } from './desktop.mjs'
import { copyFolder, makeProfile, writeSettings } from './profile.mjs'
import { startServer } from './server.mjs'

/** @typedef {import('./profile.mjs').Profile} Profile */

const tests = join(root, 'dist/test/editor/suite.js')

await command(async () => {
  const profile = makeProfile()
  writeSettings(profile)
  const folder = copyFolder(profile, join(root, 'examples'))
  const output = join(profile.folder, 'output.txt')
  const ours = Object.entries(process.env).filter(([name]) => name.startsWith('TEST_'))
  const env = { ...Object.fromEntries(ours), TEST_OUTPUT: output, TEST_USER_FOLDER: profile.user }
  printAsItGrows(output)
  const desktop = desktopPath()
  console.log(`In ${desktop ?? 'the embedded VS Code'}`)
  return desktop ? inDesktop(desktop, profile, folder, env) : inBrowser(profile, folder, env)
})

/**
 * @param {string} vscodeExecutablePath
 * @param {Profile} profile
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} extensionTestsEnv
 */
async function inDesktop(vscodeExecutablePath, profile, folder, extensionTestsEnv) {
  const { runTests } = await import('@vscode/test-electron')
  return runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    extensionTestsEnv,
    launchArgs: [folder, '--user-data-dir', profile.user, '--extensions-dir', profile.extensions],
  })
}

/**
 * @param {Profile} profile
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function inBrowser(profile, folder, env) {
  const [server, { browser }] = await Promise.all([
    startServer(profile, { underTest: true, env }),
    startBrowser(),
  ])
  const page = await browser.newPage()
  /** @type {string[]} */
  const log = []
  /** @type {PromiseWithResolvers<number>} */
  const exit = Promise.withResolvers()
  page.on('pageerror', (error) => log.push(error.message))
  page.on('crash', () => {
    exit.resolve(1)
  })
  // The workbench looks for both functions when it loads, and calls the second at the end.
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ type, /** @type {unknown} */ args) => {
      log.push(format(type, args))
    },
  )
  await page.exposeFunction('codeAutomationExit', exit.resolve)
  await page.goto(workbenchUrl(server.url, folder, { extension: root, tests }))
  const code = await Promise.race([exit.promise, server.ended.then(() => 1)])
  if (code !== 0 && !existsSync(env['TEST_REPORT'] ?? '')) console.error(log.slice(-30).join('\n'))
  return code
}

/**
 * Prints what is written to a file.
 * @param {string} file
 */
function printAsItGrows(file) {
  writeFileSync(file, '')
  let printed = 0
  const print = () => {
    const bytes = readFileSync(file)
    process.stdout.write(bytes.subarray(printed))
    printed = bytes.length
  }
  const clock = setInterval(print, 100)
  onStop(() => {
    clearInterval(clock)
    print()
  })
}
