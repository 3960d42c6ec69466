import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import { type Script, startMessagesApi } from '../messages-api/server.mjs'
import { closeAll, edit, hoverAt, show, waitFor } from './documents.ts'

const key = 'sk-ant-api03-for-exact-counts'
const rules = 'The clerk checks each line of an invoice against the price list.\n'

describe('exact counts in the editor', () => {
  const before = { ...process.env }
  const settings = () => vscode.workspace.getConfiguration('promptCache')
  let server: Awaited<ReturnType<typeof startMessagesApi>> | undefined
  let number = 0

  beforeEach(() => {
    process.env['ANTHROPIC_API_KEY'] = key
  })
  afterEach(async () => {
    process.env = { ...before }
    await settings().update('exactCounts', undefined, vscode.ConfigurationTarget.Global)
    await closeAll()
    await server?.stop()
    server = undefined
  })

  /** Counts 4,000 tokens for a whole prompt, and 10 for the message that stands in for one. */
  const counts: Script['counts'] = ({ body }) => ({
    tokens: JSON.stringify(body).includes('price list') ? 4000 : 10,
  })
  async function answering(script: Script): Promise<void> {
    server = await startMessagesApi({ key, ...script })
    process.env['ANTHROPIC_BASE_URL'] = server.url
  }
  const calls = (): number => server?.requests.length ?? 0
  /** A prompt that was never counted. */
  const prompt = (): Promise<vscode.TextDocument> =>
    show(
      JSON.stringify({
        model: 'claude-opus-5',
        system: [
          {
            type: 'text',
            text: rules.repeat(120) + String((number += 1)),
            cache_control: { type: 'ephemeral' },
          },
        ],
        messages: [{ role: 'user', content: 'Go.' }],
      }),
      'json',
    )
  const hover = async (document: vscode.TextDocument): Promise<string> =>
    hoverAt(document, document.getText().indexOf('"ephemeral"'))

  it('are offered in the hover, asked for once, and shown without bounds', async () => {
    await answering({ counts })
    const document = await prompt()
    assert.match(await hover(document), /Cached prefix \|.*±.*Count exactly/s)
    assert.equal(calls(), 0)
    await vscode.commands.executeCommand('promptCache.countExactly')
    assert.ok(server?.requests.every(({ path }) => path === '/v1/messages/count_tokens'))
    assert.equal(calls(), 3)
    await waitFor(async () => (await hover(document)).includes('| 3,990 tokens |'))
    assert.doesNotMatch(await hover(document), /Count exactly/)
    await vscode.commands.executeCommand('promptCache.countExactly')
    assert.equal(calls(), 3)
  })

  it('are asked for again when the API is busy', async () => {
    let refusals = 1
    const busy = { status: 429, message: 'Slow down', headers: { 'retry-after-ms': '50' } }
    await answering({
      counts: (request) =>
        refusals-- > 0 || typeof counts !== 'function' ? busy : counts(request),
    })
    const document = await prompt()
    await vscode.commands.executeCommand('promptCache.countExactly')
    assert.equal(calls(), 4)
    await waitFor(async () => (await hover(document)).includes('3,990 tokens'))
  })

  it('stop when the text changes', async () => {
    const held = Promise.withResolvers<undefined>()
    const busy = { status: 429, message: 'Slow down', headers: { 'retry-after': '20' } }
    await answering({
      counts: () => {
        held.resolve(undefined)
        return busy
      },
    })
    const document = await prompt()
    const counting = vscode.commands.executeCommand('promptCache.countExactly')
    await held.promise
    await edit(document, new vscode.Position(0, 0), ' ')
    await counting
    assert.equal(calls(), 1)
  })

  it('need a key, and the setting', async () => {
    await answering({ counts })
    const document = await prompt()
    delete process.env['ANTHROPIC_API_KEY']
    await vscode.commands.executeCommand('promptCache.countExactly')
    process.env['ANTHROPIC_API_KEY'] = key
    await settings().update('exactCounts', 'never', vscode.ConfigurationTarget.Global)
    await vscode.commands.executeCommand('promptCache.countExactly')
    assert.doesNotMatch(await hover(document), /Count exactly/)
    assert.equal(calls(), 0)
  })

  it('come by themselves only where the setting says so', async () => {
    await answering({ counts })
    const document = await prompt()
    await sleep(2500)
    assert.equal(calls(), 0)
    await settings().update('exactCounts', 'background', vscode.ConfigurationTarget.Global)
    await waitFor(async () => (await hover(document)).includes('3,990 tokens'))
    assert.equal(calls(), 3)
  })
})
