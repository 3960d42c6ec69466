import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileShown, startBrowser, workbenchUrl } from './browser.mjs'
import { copyFolder, linkExtension, makeProfile, themeClasses, writeSettings } from './profile.mjs'
import { installVsix, startServer } from './server.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * The extension as VS Code gets it: packaged, or the folder it is developed in.
 * @typedef {{ vsix: string } | { development: string } | Record<string, never>} Extension
 */

/**
 * @typedef {object} View
 * @property {string} folder The folder to open, as a copy.
 * @property {string} [openFile] A file to open in it.
 * @property {import('./profile.mjs').Theme} [theme] Dark by default.
 * @property {readonly [width: number, height: number]} [size] In pixels.
 * @property {import('./profile.mjs').Settings} [settings]
 */

/**
 * A headless VS Code that opens one workbench after another, each with a fresh state.
 * @param {Extension} extension
 * @param {Pick<import('./server.mjs').ServerOptions, 'distrusts'> & { home?: string }} [options] `home`: a folder whose
 *   copy is the person's own.
 */
export async function startEditor(extension, options) {
  const profile = makeProfile(options?.home)
  writeSettings(profile)
  if ('vsix' in extension) await installVsix(profile, extension.vsix)
  if ('development' in extension) linkExtension(profile, extension.development)
  const [server, { browser, stop }] = await Promise.all([
    startServer(profile, options),
    startBrowser(),
  ])

  /**
   * Answers once the workbench is drawn in its theme and the file's text is there.
   * @param {View} view
   */
  async function open({ folder, openFile, theme = 'dark', size = [1400, 900], settings }) {
    writeSettings(profile, { theme, ...(settings && { settings }) })
    const [width, height] = size
    const context = await browser.newContext({
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    pages.add(page)
    page.once('close', () => {
      pages.delete(page)
      void context.close().catch(() => undefined) // Already closed with the browser.
    })
    const copy = copyFolder(profile, folder)
    const files = openFile === undefined ? {} : { openFile: join(copy, openFile) }
    await page.goto(workbenchUrl(server.url, copy, files))
    await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 })
    await page.locator(`.monaco-workbench${themeClasses[theme]}`).waitFor({ timeout: 60_000 })
    if (openFile !== undefined) await fileShown(page, basename(openFile))
    return page
  }

  async function close() {
    await stop()
    await server.stop()
  }
  return { open, close }
}

/**
 * One workbench with a VS Code of its own.
 * @param {View & Extension} options
 */
export async function openWorkbench(options) {
  const editor = await startEditor(options)
  try {
    return { page: await editor.open(options), close: editor.close }
  } catch (error) {
    await editor.close()
    throw error
  }
}

/** @type {Set<Page>} */
const pages = new Set()

/**
 * Takes a picture of every open workbench, for a test that failed.
 * @param {string} folder
 * @param {string} name
 */
export async function shootPages(folder, name) {
  mkdirSync(folder, { recursive: true })
  const file = name.replaceAll(/\W+/g, '-')
  for (const [index, page] of [...pages].entries()) {
    const path = join(folder, `${file}${index ? `-${index}` : ''}.png`)
    await page.screenshot({ path, timeout: 10_000 })
    console.error(`  picture: ${path}`)
  }
}
