import { runCommand } from './browser.mjs'

/**
 * A picture that `npm start -- --shots FOLDER` takes: a workbench on examples/, brought by its
 * steps to what the picture is to show. A step that waits in vain fails the picture.
 * @typedef {Omit<import('./workbench.mjs').View, 'folder'> & {
 *   name: string,
 *   steps?: (page: import('playwright-core').Page) => Promise<unknown>,
 * }} Shot
 */

/** @type {readonly Shot[]} */
export const shots = [
  { name: 'workbench', openFile: 'system.txt' },
  {
    name: 'problems-light',
    theme: 'light',
    size: [1000, 640],
    openFile: 'system.txt',
    async steps(page) {
      await runCommand(page, 'View: Toggle Problems')
      await page.locator('.markers-panel').waitFor()
    },
  },
]
