import assert from 'node:assert/strict'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Page } from 'playwright-core'
import { startEditor } from '../editor/workbench.mjs'
import { root } from '../process.mjs'

const examples = join(root, 'examples')

describe('a prompt as one sees it', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  before(async () => {
    editor = await startEditor({ development: root })
  })
  after(() => editor.close())

  for (const theme of ['dark', 'light', 'high contrast'] as const) {
    it(`has an icon, a label and a tint at its boundary in a ${theme} theme`, async () => {
      const page = await editor.open({
        folder: examples,
        openFile: 'orchestrator.prompt.md',
        theme,
      })
      await toEnd(page)
      await labelled(page, /^BP1 · [\d,]+ ± [\d,]+ tokens · above the 512 minimum · /)
      await hasIcons(page, [`breakpoint-${theme === 'light' ? 'light' : 'dark'}.svg`])
      assert.ok((await page.locator('.view-overlays .cdr').count()) > 5, 'lines are not tinted')
      await page.close()
    })
  }

  it('is counted in the status bar, and again while it is typed', async () => {
    const page = await editor.open({ folder: examples, openFile: 'orchestrator.prompt.md' })
    const status = page.locator('.statusbar-item', {
      hasText: /[\d,]+ \+ [\d,]+ tokens · .*Sonnet 5\.5/,
    })
    await status.waitFor()
    const before = await status.innerText()
    await page.locator('.view-line').first().click()
    await page.keyboard.type('Some words of a new rule that was not there before. ')
    await page.waitForFunction(
      (text) =>
        ![...document.querySelectorAll('.statusbar-item')].some((e) =>
          e.textContent.includes(text),
        ),
      before.trim(),
    )
    await page.close()
  })

  it('warns at a breakpoint below the minimum, with an icon of its own', async () => {
    const page = await editor.open({ folder: examples, openFile: 'too-short.request.json' })
    await page.locator('.squiggly-warning').first().waitFor()
    await labelled(page, /below the 4,096 minimum of Haiku 4\.5, not cached/)
    await hasIcons(page, ['breakpoint-inactive-dark.svg'])
    await page.close()
  })

  it('has no icons where the setting turns them off', async () => {
    const settings = { 'promptCache.editor.gutterIcons': false }
    const page = await editor.open({
      folder: examples,
      openFile: 'too-short.request.json',
      settings,
    })
    await labelled(page, /BP1/)
    await hasIcons(page, [])
    await page.close()
  })
})

async function toEnd(page: Page): Promise<void> {
  await page.locator('.view-line').first().click()
  await page.keyboard.press('Control+End')
}

/** Waits for a text that is drawn behind a line. */
async function labelled(page: Page, label: RegExp): Promise<void> {
  await page.waitForFunction(
    (pattern) =>
      [...document.querySelectorAll('.view-line span')].some((each) => {
        const content = getComputedStyle(each, '::after').content
        return new RegExp(pattern).test(content.replace(/^"|"$/g, '').replaceAll('\u00a0', ' '))
      }),
    label.source,
  )
}

/** Waits until exactly these icons are drawn in the gutter: a setting takes a moment to be read. */
async function hasIcons(page: Page, expected: readonly string[]): Promise<void> {
  let icons: string[] = []
  for (let tries = 20; tries > 0; tries--) {
    icons = await gutterIcons(page)
    if (isDeepStrictEqual(icons, expected)) return
    await page.waitForTimeout(250)
  }
  assert.deepEqual(icons, expected)
}

/** File names of the icons that are drawn in the gutter. */
async function gutterIcons(page: Page): Promise<string[]> {
  const images = await page
    .locator('.glyph-margin-widgets .cgmr')
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundImage))
  return images.flatMap((image) => /(breakpoint[\w-]*\.svg)/.exec(image)?.[1] ?? [])
}
