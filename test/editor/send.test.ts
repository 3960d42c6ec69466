import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import { coldUsage as cold, warmUsage as warm } from '../messages-api/code-review.mjs'
import { type Script, startMessagesApi } from '../messages-api/server.mjs'
import { closeAll, example, hoverAt, showExample, waitFor } from './documents.ts'

const key = 'sk-ant-api03-in-the-editor'

/** What the API might report of `support-answer.prompt.md`; it is learned from. */
const coldAnswer = { write5m: 4200, input: 514, output: 9 }
const warmAnswer = { read: 4200, input: 514, output: 8 }

describe('a test request in the editor', () => {
  const before = { ...process.env }
  let server: Awaited<ReturnType<typeof startMessagesApi>> | undefined

  beforeEach(() => {
    process.env['ANTHROPIC_API_KEY'] = key
  })
  afterEach(async () => {
    process.env = { ...before }
    await closeAll()
    await server?.stop()
    server = undefined
  })

  async function answering(script: Script): Promise<void> {
    server = await startMessagesApi({ key, ...script })
    process.env['ANTHROPIC_BASE_URL'] = server.url
  }

  it('is asked about, sent cold and warm, kept and shown', async () => {
    await answering({
      messages: [
        { usage: cold, id: 'a' },
        { usage: warm, id: 'b', diagnostics: null },
      ],
    })
    await sendExample('code-review.request.json')
    assert.equal(server?.requests.length, 2)
    assert.deepEqual(server.requests[1]?.body['diagnostics'], { previous_message_id: 'a' })
    const log = readFileSync(logFile(), 'utf8')
    assert.equal(log.trim().split('\n').length, 2)
    assert.doesNotMatch(log, /in-the-editor/)
  })

  it('teaches how long the prompt really is', async () => {
    await answering({ messages: [{ usage: cold }, { usage: warm }] })
    await sendExample('code-review.request.json')
    const document = await showExample('code-review.request.json')
    const offset = document.getText().lastIndexOf('"cache_control"') + 20
    await waitFor(async () => /Cached prefix \| 7,889 tokens/.test(await hoverAt(document, offset)))
  })

  it('is offered above the prompt, and sent from there', async () => {
    await answering({ messages: [{ usage: coldAnswer }, { usage: warmAnswer }] })
    const document = await showExample('support-answer.prompt.md')
    let lens: vscode.Command | undefined
    await waitFor(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      )
      lens = lenses
        .map(({ command }) => command)
        .find((command) => command?.title === 'Send test request')
      return lens !== undefined
    })
    const [target] = (lens?.arguments ?? []) as readonly unknown[]
    await answerAll(vscode.commands.executeCommand(lens?.command ?? '', target))
    assert.match(resultTab()?.label ?? '', /^Test: support-answer\.prompt\.md/)
    assert.equal(server?.requests.length, 2)
  })

  it('is shown with its failure, and nothing is kept of it', async () => {
    await answering({ messages: [{ status: 529, message: 'Overloaded' }] })
    const lines = existsSync(logFile()) ? readFileSync(logFile(), 'utf8') : ''
    await sendExample('code-review.request.json')
    assert.equal(existsSync(logFile()) ? readFileSync(logFile(), 'utf8') : '', lines)
  })

  it('opens its log in the simulator', async () => {
    await answering({ messages: [{ usage: coldAnswer }, { usage: warmAnswer }] })
    await sendExample('support-answer.prompt.md')
    await vscode.commands.executeCommand('promptCache.openLog', vscode.Uri.file(logFile()))
    await waitFor(() => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
      return input instanceof vscode.TabInputCustom && input.uri.fsPath === logFile()
    })
  })
})

/** Opens an example and sends it. */
async function sendExample(name: string): Promise<void> {
  await showExample(name)
  await answerAll(vscode.commands.executeCommand('promptCache.sendTestRequest'))
  assert.match(resultTab()?.label ?? '', new RegExp(`^Test: ${name}`))
}

/** Answers each question of a test with what is offered first, until its result is there. */
async function answerAll(sending: Thenable<unknown>): Promise<void> {
  for (let attempts = 100; attempts > 0 && !resultTab(); attempts--) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
    await sleep(300)
  }
  assert.ok(resultTab(), 'there is no result')
  await sending
}

function resultTab(): vscode.Tab | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
  return tabs.find(
    ({ input }) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith('promptCache.result'),
  )
}

function logFile(): string {
  return example('.promptcache/tests.capture.jsonl').fsPath
}
