import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { toExchange } from '../../src/core/exchange.ts'
import { openFile, openLog, runCommand } from '../editor/browser.mjs'
import { type Asked, answeringView, askToSend, send } from '../editor/send.mjs'
import { startEditor } from '../editor/workbench.mjs'
import { coldUsage as cold, warmUsage as warm } from '../messages-api/code-review.mjs'
import type { Script } from '../messages-api/server.mjs'
import { root } from '../process.mjs'

type Api = Awaited<ReturnType<typeof answeringView>>['api']

describe('a test request of any kind', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  let folder = ''
  let page: Page
  let api: Api
  before(async () => {
    editor = await startEditor({ development: root })
  })
  after(() => editor.close())

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    cpSync(join(root, 'examples'), folder, { recursive: true })
  })
  afterEach(async () => {
    await page.close()
    await api.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Opens the folder with a server that answers by a script. */
  async function open(script: Script): Promise<void> {
    const view = await answeringView(script)
    api = view.api
    page = await editor.open({ folder, settings: view.settings, size: [1600, 1000] })
  }

  async function sent(mode: string, asked: Asked = {}, others = 0): Promise<FrameLocator> {
    await askToSend(page, mode, { key: 'set', ...asked })
    return send(page, others)
  }

  const told = (result: FrameLocator, step: string): Promise<string> =>
    result.getByRole('region', { name: step, exact: true }).innerText()

  it('goes through turns, and opens in the simulator', async () => {
    await open({
      messages: [
        { usage: cold, id: 'a', text: 'Looks fine.' },
        { usage: { ...warm, write5m: 20 }, id: 'b' },
      ],
    })
    await openFile(page, 'code-review.request.json')
    const result = await sent('Conversation', {
      how: [
        [/How many turns/, '2'],
        [/In each further turn/, 'And the tests?'],
      ],
    })
    assert.match(await told(result, 'Turn 2'), /7,889\s+7,889/)
    const messages = JSON.stringify(api.requests[1]?.body['messages'])
    assert.match(messages, /Looks fine\..*And the tests\?/)
    await result.getByRole('button', { name: 'Open in Simulator' }).click()
    await page.locator('.tab', { hasText: 'tests.capture.jsonl' }).waitFor()
  })

  it('waits, counting down, and then looks whether the entry is still there', async () => {
    await open({
      messages: [
        { usage: cold, id: 'a' },
        { usage: warm, id: 'b', diagnostics: null },
      ],
    })
    await openFile(page, 'code-review.request.json')
    await askToSend(page, 'After a wait', {
      key: 'set',
      how: [
        [/After a Wait/, 'Another time'],
        [/Minutes to wait/, '0.1'],
      ],
    })
    const begunAt = Date.now()
    const shown = send(page)
    await page.locator('.notification-toast', { hasText: /After 6 s .*sent in [1-6] s/ }).waitFor()
    assert.match(await told(await shown, 'After 6 s'), /As predicted, to the token\./)
    const [first, second] = api.requests
    // The wait begins when the first is sent, not when it arrives.
    assert.ok((first?.at ?? 0) >= begunAt)
    assert.ok((second?.at ?? 0) - begunAt >= 6000)
  })

  it('only fills the cache', async () => {
    await open({
      messages: [{ usage: { ...cold, output: 0 }, content: [], stopReason: 'max_tokens' }],
    })
    await openFile(page, 'code-review.request.json')
    assert.match(await told(await sent('Pre-warm'), 'Pre-warm'), /4,205/)
    assert.equal(api.requests[0]?.body['max_tokens'], 0)
  })

  it('only counts', async () => {
    await open({ counts: { tokens: 7894 } })
    await openFile(page, 'code-review.request.json')
    assert.match(await told(await sent('Count tokens only'), 'Count'), /7,894 tokens by the API/)
    assert.equal(api.requests[0]?.path, '/v1/messages/count_tokens')
  })

  it('has the variables of a template asked for', async () => {
    rmSync(join(folder, 'support-answer.vars.json'))
    const template = readFileSync(join(folder, 'support-answer.prompt.md'), 'utf8')
    const names = new Set(template.match(/\{\{\w+\}\}/g))
    const values = [...names].map((_, i) => `The value ${i + 1}.`)
    await open({ messages: [{ usage: cold }] })
    await openFile(page, 'support-answer.prompt.md')
    await sent('Single request', {
      about: values.map((value, i) => [
        new RegExp(`Value of \\w+ \\(${i + 1} of ${values.length}\\)`),
        value,
      ]),
    })
    const asked = JSON.stringify(api.requests[0]?.body)
    for (const value of values) assert.ok(asked.includes(value), value)
  })

  it('is a call in source code', async () => {
    const call = `import Anthropic from '@anthropic-ai/sdk'

const RULES = '${'The clerk checks each line of an invoice against the price list. '.repeat(90)}'

export const review = () =>
  new Anthropic().messages.create({
    model: 'claude-sonnet-5-5',
    max_tokens: 64,
    system: [{ type: 'text', text: RULES, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: 'Ten crates at 3.20?' }],
  })
`
    writeFileSync(join(folder, 'call.ts'), call)
    await open({ messages: [{ usage: cold }] })
    await openFile(page, 'call.ts')
    await sent('Single request')
    const { body } = api.requests[0] ?? {}
    assert.deepEqual(body?.['messages'], [{ role: 'user', content: 'Ten crates at 3.20?' }])
    assert.match(JSON.stringify(body['system']), /The clerk checks.*ephemeral/)
  })

  it('is one iteration of a log after another, answered as recorded and so as predicted', async () => {
    const name = 'shop-agent.capture.jsonl'
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    const recorded = lines
      .slice(0, 2)
      .map((line) => toExchange(JSON.parse(line))?.exchange ?? assert.fail())
    await open({ messages: recorded.map(({ id = '', usage = assert.fail() }) => ({ id, usage })) })
    for (const number of [1, 2]) {
      await runCommand(page, 'View: Close All Editors')
      await openLog(page, name)
      const about = [[/Iteration 1/, `Iteration ${number}`]] as const
      const asked: Asked = { about, key: number === 1 ? 'set' : 'known' }
      // The simulator stays open beside it.
      const result = await sent('Single request', asked, 1)
      await result.getByText(`${name}, iteration ${number}`).waitFor()
      assert.match(await told(result, 'Request'), /As predicted/)
    }
    assert.equal((api.requests[1]?.body['messages'] as unknown[]).length, 3)
  })
})
