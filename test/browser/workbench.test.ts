import assert from 'node:assert/strict'
import { join } from 'node:path'
import { activationTime } from '../editor/browser.mjs'
import { startEditor } from '../editor/workbench.mjs'
import { root } from '../process.mjs'

describe('the packaged extension in a workbench', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  before(async () => {
    editor = await startEditor({ vsix: join(root, 'prompt-cache-studio.vsix') })
  })
  after(() => editor.close())

  it('activates when a Markdown file is opened', async () => {
    const page = await editor.open({ folder: join(root, 'examples'), openFile: 'README.md' })
    assert.match(await page.locator('.explorer-folders-view').innerText(), /README\.md/)
    assert.ok((await activationTime(page, 'Prompt Cache Studio')) >= 0)
  })
})
