import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openFile, runCommand } from '../editor/browser.mjs'
import { answeringView, askToSend, send, testKey } from '../editor/send.mjs'
import { startEditor } from '../editor/workbench.mjs'
import { coldUsage as cold, warmUsage as warm } from '../messages-api/code-review.mjs'
import type { Script } from '../messages-api/server.mjs'
import { root } from '../process.mjs'

describe('a test request as one sees it', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  before(async () => {
    editor = await startEditor({ development: root })
  })
  after(() => editor.close())

  async function open(script: Script): Promise<{ page: Page; close: () => Promise<void> }> {
    const { api, settings } = await answeringView(script)
    const page = await editor.open({ folder: join(root, 'examples'), settings, size: [1600, 1000] })
    await openFile(page, 'code-review.request.json')
    return {
      page,
      close: async () => {
        await page.close()
        await api.stop()
      },
    }
  }

  it('asks for a key, shows the body, says what it costs, and compares by class', async () => {
    const { page, close } = await open({
      messages: [
        { usage: cold, id: 'a' },
        { usage: warm, id: 'b', diagnostics: null },
      ],
    })
    await askToSend(page, 'Cold and warm', { key: 'set' })
    await page.locator('.tab', { hasText: 'Body of code-review' }).waitFor()
    const question = page.locator('.quick-input-list')
    assert.match(await question.innerText(), /at most \$0\.1/)
    const result = await send(page)
    const warmStep = result.getByRole('region', { name: 'Warm' })
    assert.match(await warmStep.innerText(), /As predicted, to the token\./)
    assert.match(
      await warmStep.getByRole('row', { name: /Read from the cache/ }).innerText(),
      /7,889\s+7,889/,
    )
    assert.match(await warmStep.innerText(), /Nothing differs from the request before it/)
    await runCommand(page, 'Prompt Cache: Test API Key')
    await page.locator('.notification-toast', { hasText: 'accepts the API key' }).waitFor()
    await runCommand(page, 'Prompt Cache: Forget API Key')
    await page.locator('.notification-toast', { hasText: 'is forgotten' }).waitFor()
    assert.doesNotMatch(await page.content(), new RegExp(testKey))
    await close()
  })

  it('shows a mismatch as one, with both reasons', async () => {
    const reason = { type: 'tools_changed', cache_missed_input_tokens: 7800 }
    const { page, close } = await open({
      messages: [
        { usage: cold, id: 'a' },
        { usage: cold, id: 'b', diagnostics: { cache_miss_reason: reason } },
      ],
    })
    await askToSend(page, 'Cold and warm', { key: 'set' })
    const step = (await send(page)).getByRole('region', { name: 'Warm' })
    assert.match(await step.innerText(), /Not as predicted: 7,889 fewer read/)
    assert.match(await step.innerText(), /tools_changed: what differs first/)
    await close()
  })

  it('fills the context gauge when the prompt is too long', async () => {
    const message = 'prompt is too long: 1040112 tokens > 1000000 maximum'
    const { page, close } = await open({ messages: [{ status: 400, message }] })
    await askToSend(page, 'Single request', { key: 'set' })
    const gauge = (await send(page)).getByRole('meter')
    assert.equal(await gauge.getAttribute('aria-valuenow'), '1040112')
    await close()
  })

  it('shows the place in the file that a 400 speaks of', async () => {
    const message =
      "messages.0.content.0.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block."
    const { page, close } = await open({ messages: [{ status: 400, message }] })
    await askToSend(page, 'Single request', { key: 'set' })
    const result = await send(page)
    await result.getByRole('button', { name: 'Show the Place' }).click()
    await page.locator('.statusbar-item', { hasText: /Ln \d+, Col \d+ \(\d+ selected\)/ }).waitFor()
    await close()
  })

  it('is a dry run without a key, labelled everywhere', async () => {
    const { page, close } = await open({})
    await askToSend(page, 'Cold and warm', { key: 'dry' })
    await page.locator('.quick-input-list', { hasText: 'Nothing is sent' }).waitFor()
    const result = await send(page)
    assert.match(await result.getByRole('heading', { level: 1 }).innerText(), /^Dry run/)
    assert.match(await result.getByRole('region', { name: 'Warm' }).innerText(), /Not sent/)
    await page.locator('.tab', { hasText: 'Dry run: code-review' }).waitFor()
    await close()
  })
})

describe('a test request of a folder that is not trusted', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  before(async () => {
    editor = await startEditor({ development: root }, { distrusts: true })
  })
  after(() => editor.close())

  it('is refused, and says why', async () => {
    const { api, settings } = await answeringView({ messages: [{ usage: cold }] })
    const trust = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
    }
    const folder = join(root, 'examples')
    const page = await editor.open({ folder, settings: { ...settings, ...trust } })
    await openFile(page, 'code-review.request.json')
    await runCommand(page, 'Prompt Cache: Send Test Request...')
    const refusal = page.locator('.notification-toast', {
      hasText: 'This workspace is not trusted',
    })
    await refusal.waitFor()
    assert.match(await refusal.innerText(), /nothing is sent from it/)
    assert.deepEqual(api.requests, [])
    await page.close()
    await api.stop()
  })
})
