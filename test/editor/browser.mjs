import { resolve } from 'node:path'
import { chromiumPath } from '../install/chromium.mjs'
import { HumanError, onStop } from '../process.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').FrameLocator} FrameLocator */

/** Starts a headless browser that reaches nothing but this machine. */
export async function startBrowser() {
  const { chromium } = await import('playwright-core') // Only installed by now.
  const executablePath = await chromiumPath()
  if (!executablePath)
    throw new HumanError('There is no Chromium. Run `npm test` once to install it.')
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: false, // Containers have no user namespaces to build one with.
    // We are told to stop before it is, and close it ourselves.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })
  return { browser, stop: onStop(() => browser.close()) }
}

/**
 * The address of a workbench.
 * @param {string} server
 * @param {string} folder
 * @param {{ openFile?: string, extension?: string, tests?: string }} [paths] Absolute; an extension
 *   and its tests are heeded by a server under test only.
 */
export function workbenchUrl(server, folder, { openFile, extension, tests } = {}) {
  /** @param {string} path */
  const remote = (path) => `vscode-remote://${new URL(server).host}${path}`
  const payload = [
    ...(openFile ? [['openFile', remote(openFile)]] : []),
    ...(extension ? [['extensionDevelopmentPath', remote(extension)]] : []),
    ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
  ]
  const url = new URL(server)
  url.searchParams.set('folder', resolve(folder))
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload))
  return url.href
}

/**
 * Runs a command by its whole title in the command palette ("Developer: Reload Window").
 * @param {Page} page
 * @param {string} title
 */
export async function runCommand(page, title) {
  const input = page.locator('.quick-input-widget input.input')
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first()
  for (let attempts = 10; attempts > 0; attempts--) {
    await page.keyboard.press('F1')
    await input.waitFor({ state: 'visible', timeout: 10_000 })
    await input.fill(`>${title}`)
    // An extension's commands come only once its manifest has been read.
    const isThere = await row.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    )
    if (isThere) return row.click()
    await page.keyboard.press('Escape')
  }
  throw new Error(`The command palette has no "${title}"`)
}

/**
 * Opens a file of the open folder by its name, and waits until its text is there.
 * @param {Page} page
 * @param {string} name
 */
export async function openFile(page, name) {
  await quickOpen(page, name)
  await fileShown(page, name)
}

/**
 * Opens whatever a file opens in, by its name.
 * @param {Page} page
 * @param {string} name
 */
export async function quickOpen(page, name) {
  await page.keyboard.press('Control+P')
  await page.locator('.quick-input-widget input.input').fill(name)
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click()
}

/**
 * Opens a log of the open folder by its name, and waits until the simulator has drawn it.
 * @param {Page} page
 * @param {string} name
 */
export async function openLog(page, name) {
  await quickOpen(page, name)
  await webview(page).getByRole('slider', { name: 'Iteration' }).waitFor({ timeout: 60_000 })
}

/**
 * Waits until a file is open in front and its text is drawn.
 * @param {Page} page
 * @param {string} name
 */
export async function fileShown(page, name) {
  await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: 60_000 })
  await page.locator('.editor-group-container.active .view-line').first().waitFor()
}

/**
 * The document within a webview panel, which VS Code keeps two frames deep.
 * @param {Page} page
 * @returns {FrameLocator}
 */
export function webview(page, index = 0) {
  const outer = page.locator('iframe.webview.ready').nth(index).contentFrame()
  return outer.locator('iframe#active-frame').contentFrame()
}

/**
 * Milliseconds that VS Code took to load and activate an extension, as it says itself in "Show
 * Running Extensions"; waits for the activation.
 * @param {Page} page
 * @param {string} extension Its display name.
 */
export async function activationTime(page, extension) {
  const size = page.viewportSize() ?? { width: 1400, height: 900 }
  await page.setViewportSize({ ...size, height: 4000 }) // Only the rows in sight exist.
  await runCommand(page, 'Developer: Show Running Extensions')
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: extension })
  const time = row.locator('.activation-time', { hasText: /\d+ms/ })
  await time.waitFor({ timeout: 60_000 })
  const [, milliseconds] = /(\d+)ms/.exec(await time.innerText()) ?? []
  await page.keyboard.press('Escape')
  await page.setViewportSize(size)
  return Number(milliseconds)
}
