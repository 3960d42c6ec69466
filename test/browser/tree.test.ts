import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startEditor } from '../editor/workbench.mjs'
import { root } from '../process.mjs'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

describe('the tree of a workspace’s prompts', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  let folder = ''
  before(async () => {
    editor = await startEditor({ development: root })
  })
  after(() => editor.close())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcs-tree-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('shows each prompt with its counts and its verdict, and captured logs', async () => {
    cpSync(join(root, 'examples'), folder, { recursive: true })
    const page = await editor.open({ folder, openFile: 'README.md' })
    await openTree(page)
    await row(page, /orchestrator\.prompt\.md.*[\d.k]+ \+ [\d.k]+ · Sonnet 5\.5/).waitFor()
    await row(page, /too-short\.request\.json.*\d+ < 4\.1k minimum · Haiku 4\.5/).waitFor()
    await row(page, /shop-agent\.capture\.jsonl.*captured log/).waitFor()
    await page.close()
  })

  it('opens a prompt into instructions, context and what was found', async () => {
    writeFileSync(
      join(folder, 'a.md'),
      `It is {{now}}.\n${rules}<<CACHE_BOUNDARY>>\n{{question}}\n`,
    )
    const page = await editor.open({ folder, openFile: 'a.md' })
    await openTree(page)
    // The list of files makes room, so that every row is in sight.
    await page.locator('.pane-header', { hasText: /^pcs-tree/ }).click()
    await row(page, /a\.md/).locator('.monaco-tl-twistie').click()
    for (const share of ['Instructions', 'Total cacheable', 'Sent anew']) {
      await row(page, new RegExp(`${share}.*tokens`)).waitFor()
    }
    await row(page, /"now" changes with every call/).click()
    await page.locator('.statusbar-item', { hasText: 'Ln 1, Col 7' }).waitFor()
    await page.close()
  })

  it('follows files that are written and deleted', async () => {
    writeFileSync(join(folder, 'a.md'), `${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    const page = await editor.open({ folder, openFile: 'a.md' })
    await openTree(page)
    await row(page, /a\.md/).waitFor()
    const b = join(openFolder(page), 'b.md')
    // The editor watches the folder a while after it has opened: what is written before goes unnoticed.
    const write = () => {
      writeFileSync(b, 'short\n<<CACHE_BOUNDARY>>\nGo.\n')
    }
    const again = setInterval(write, 1000)
    try {
      await row(page, /b\.md.*\d+ < 512 minimum/).waitFor()
    } finally {
      clearInterval(again)
    }
    rmSync(b)
    await row(page, /b\.md/).waitFor({ state: 'detached' })
    await page.close()
  })

  it('marks files with warnings wherever files are listed', async () => {
    writeFileSync(join(folder, 'a.md'), 'short\n<<CACHE_BOUNDARY>>\nGo.\n')
    writeFileSync(join(folder, 'b.md'), 'No prompt.\n')
    const page = await editor.open({ folder, openFile: 'b.md' })
    await openTree(page)
    await row(page, /a\.md.*\d+ < 512 minimum/).waitFor()
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'a.md' })
    await file.locator('[class*="itemColor"]').first().waitFor()
    await page.close()
  })
})

/** Opens the view in the explorer's side bar. */
async function openTree(page: Page): Promise<void> {
  const header = page.locator('.pane-header', { hasText: /^\s*prompt cache\s*$/i })
  await header.waitFor({ timeout: 60_000 })
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click()
}

/** The folder that is open, which is a copy. */
function openFolder(page: Page): string {
  return new URL(page.url()).searchParams.get('folder') ?? ''
}

function row(page: Page, text: RegExp) {
  return page
    .locator('.pane', { has: page.locator('.pane-header', { hasText: /^\s*prompt cache\s*$/i }) })
    .locator('.monaco-list-row')
    .filter({ hasText: text })
    .first()
}
