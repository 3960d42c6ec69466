import { runCommand } from './browser.mjs'
import { sendShots } from './send-shots.mjs'
import { simulatorShots } from './simulator-shots.mjs'

/**
 * A picture that `npm start -- --shots FOLDER` takes: a workbench on examples/, brought by its
 * steps to what the picture is to show. A step that waits in vain fails the picture.
 * @typedef {Omit<import('./workbench.mjs').View, 'folder'> & {
 *   name: string,
 *   answers?: import('../messages-api/server.mjs').Script['messages'],
 *   steps?: (page: import('playwright-core').Page) => Promise<unknown>,
 * }} Shot
 */

/** Room for the labels. */
const settings = { 'editor.minimap.enabled': false }

/** @type {readonly Shot[]} */
export const shots = [
  {
    name: 'boundary',
    settings,
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'boundary-light',
    theme: 'light',
    settings,
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'boundary-high-contrast',
    theme: 'high contrast',
    settings,
    openFile: 'orchestrator.prompt.md',
    steps: toBoundary,
  },
  {
    name: 'request',
    settings,
    openFile: 'code-review.request.json',
    steps: (page) => toLine(page, 200),
  },
  {
    name: 'too-short',
    settings,
    openFile: 'too-short.request.json',
    steps: (page) => toLine(page, 8),
  },
  {
    name: 'template',
    settings,
    openFile: 'support-answer.prompt.md',
    steps: toBoundary,
  },
  ...inEachTheme('hover', { openFile: 'orchestrator.prompt.md', steps: toHover }),
  ...inEachTheme('quick-fix', { openFile: 'orchestrator.prompt.md', steps: toQuickFix }),
  ...inEachTheme('tree', { openFile: 'support-answer.prompt.md', steps: toTree }),
  ...inEachTheme('store', { openFile: 'support-answer.prompt.md', steps: toStore }),
  {
    name: 'store-narrow',
    settings,
    size: [700, 760],
    openFile: 'support-answer.prompt.md',
    steps: toStore,
  },
  ...inEachTheme('agent-sessions', { steps: toSessions }),
  ...inEachTheme('analysis', { openFile: 'support-answer.prompt.md', steps: toAnalysis }),
  ...sendShots,
  ...simulatorShots,
]

/**
 * One picture in each theme.
 * @param {string} name
 * @param {Partial<Shot>} shot
 * @returns {Shot[]}
 */
function inEachTheme(name, shot) {
  const size = /** @type {const} */ ([1200, 760])
  return [
    { name, settings, size, ...shot },
    { name: `${name}-light`, theme: 'light', settings, size, ...shot },
    { name: `${name}-high-contrast`, theme: 'high contrast', settings, size, ...shot },
  ]
}

/** @param {import('playwright-core').Page} page */
async function toHover(page) {
  await runCommand(page, 'View: Close Primary Side Bar')
  await toBoundary(page)
  await page
    .locator('.view-line', { hasText: '<<CACHE_BOUNDARY' })
    .click({ position: { x: 60, y: 8 } })
  const story = page.locator('.monaco-hover', { hasText: 'Cached prefix' }).first()
  // A workbench that has just opened may take the hover away again.
  for (let tries = 1; tries <= 5 && !(await story.isVisible()); tries++) {
    await runCommand(page, 'Show or Focus Hover')
    await page.waitForTimeout(1500)
  }
  await story.waitFor()
}

/** @param {import('playwright-core').Page} page */
async function toQuickFix(page) {
  await marked(page)
  await runCommand(page, 'View: Close Primary Side Bar')
  await page.locator('.view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('Today is {{date}}.\n\n')
  await page.locator('.squiggly-warning').first().waitFor()
  await page.keyboard.press('Control+Home')
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+.')
  await page.getByText('Move it behind the cached prefix').waitFor()
}

/** @param {import('playwright-core').Page} page */
async function toTree(page) {
  await marked(page)
  const view = page.locator('.pane', {
    has: page.locator('.pane-header', { hasText: /^\s*prompt cache\s*$/i }),
  })
  await view.locator('.pane-header').click()
  const row = view.locator('.monaco-list-row', { hasText: 'support-answer' })
  await row.waitFor()
  await page.locator('.pane-header', { hasText: /^examples/i }).click()
  await row.locator('.monaco-tl-twistie').click()
  await view.locator('.monaco-list-row', { hasText: 'Total cacheable' }).waitFor()
}

/** @param {import('playwright-core').Page} page */
async function toStore(page) {
  await marked(page)
  await runCommand(page, 'Prompt Cache: Prewarm Store')
  await page.getByText('The store has').first().waitFor()
  await runCommand(page, 'Notifications: Clear All Notifications')
  await runCommand(page, 'Explorer: Focus on Prompt Cache: Store View')
  await page.locator('.pane-header', { hasText: /^examples/i }).click()
  const tier = page.locator('.monaco-list-row', { hasText: 'L1 prompt' })
  await tier.locator('.monaco-tl-twistie').click()
  await page.locator('.monaco-list-row', { hasText: 'Hits in memory' }).waitFor()
}

/**
 * Each session with size, time, model, cost and hit rate.
 * @param {import('playwright-core').Page} page
 */
async function toSessions(page) {
  await runCommand(page, 'Prompt Cache: Open Agent Sessions')
  const rows = page.locator('.quick-input-list .monaco-list-row')
  for (const each of [/bakery.*ago · \d.*\$\d.*% read/, /% read/]) {
    await rows.filter({ hasText: each }).first().waitFor()
  }
}

/** @param {import('playwright-core').Page} page */
async function toAnalysis(page) {
  await marked(page)
  await runCommand(page, 'View: Close Primary Side Bar')
  await runCommand(page, 'Prompt Cache: Analyse')
  for (const question of ['Calls of this prompt', 'Minutes from the start']) {
    await page.locator('.quick-input-widget', { hasText: question }).waitFor()
    await page.keyboard.press('Enter')
  }
  await page.locator('.view-line', { hasText: 'Prompt cache analysis' }).waitFor()
}

/** @param {import('playwright-core').Page} page */
async function toBoundary(page) {
  await marked(page)
  await page.locator('.view-line').first().click()
  await page.keyboard.press('Control+End')
  await page.locator('.glyph-margin-widgets .cgmr').first().waitFor()
}

/**
 * @param {import('playwright-core').Page} page
 * @param {number} line
 */
async function toLine(page, line) {
  await marked(page)
  await page.keyboard.press('Control+G')
  await page.locator('.quick-input-widget input.input').fill(`:${line}`)
  await page.keyboard.press('Enter')
  await page.locator('.glyph-margin-widgets .cgmr').first().waitFor()
}

/** @param {import('playwright-core').Page} page */
async function marked(page) {
  await page.locator('.statusbar-item', { hasText: 'tokens' }).waitFor()
}
