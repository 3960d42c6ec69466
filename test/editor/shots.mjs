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
  {
    name: 'boundary',
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'boundary-light',
    theme: 'light',
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'boundary-high-contrast',
    theme: 'high-contrast',
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'request',
    openFile: 'code-review.request.json',
    steps: (page) => labelled(page, 'BP1'),
  },
  {
    name: 'too-short',
    openFile: 'too-short.request.json',
    steps: (page) => labelled(page, 'BP1'),
  },
  {
    name: 'template',
    openFile: 'support-answer.prompt.md',
    steps: toBoundary,
  },
]

/** @param {import('playwright-core').Page} page */
async function toBoundary(page) {
  await page.locator('.statusbar-item', { hasText: 'tokens' }).waitFor()
  await page.locator('.monaco-editor .view-line').first().click()
  await page.keyboard.press('Control+End')
  await labelled(page, 'BP1')
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} label
 */
async function labelled(page, label) {
  await page.locator('.statusbar-item', { hasText: 'tokens' }).waitFor()
  await page.waitForFunction(
    (text) =>
      [...document.querySelectorAll('.view-line span')].some((each) =>
        getComputedStyle(each, '::after').content.includes(text),
      ),
    label,
  )
}
