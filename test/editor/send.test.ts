import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as vscode from 'vscode'
import { type Script, startMessagesApi } from '../messages-api/server.mjs'

const key = 'sk-ant-api03-in-the-editor'
const cold = { write1h: 2731, write5m: 3602, input: 6, output: 9 }
const warm = { read: 6333, input: 6, output: 8 }

describe('a test request in the editor', () => {
  const before = { ...process.env }
  let server: Awaited<ReturnType<typeof startMessagesApi>> | undefined

  beforeEach(() => {
    process.env['ANTHROPIC_API_KEY'] = key
  })
  afterEach(async () => {
    process.env = { ...before }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
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

  it('is shown with its failure, and nothing is kept of it', async () => {
    await answering({ messages: [{ status: 529, message: 'Overloaded' }] })
    const lines = existsSync(logFile()) ? readFileSync(logFile(), 'utf8') : ''
    await sendExample('code-review.request.json')
    assert.equal(existsSync(logFile()) ? readFileSync(logFile(), 'utf8') : '', lines)
  })

  it('opens its log in the simulator', async () => {
    await answering({ messages: [{ usage: cold }, { usage: warm }] })
    await sendExample('support-answer.prompt.md')
    await vscode.commands.executeCommand('promptCache.openLog', vscode.Uri.file(logFile()))
    await until(() => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
      return input instanceof vscode.TabInputCustom && input.uri.fsPath === logFile()
    })
  })
})

/** Opens an example and sends it, answering each question with what is offered first. */
async function sendExample(name: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? []
  assert.ok(folder)
  const uri = vscode.Uri.joinPath(folder.uri, name)
  await vscode.window.showTextDocument(uri)
  const sending = vscode.commands.executeCommand('promptCache.sendTestRequest')
  await until(async () => {
    if (resultTab()) return true
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
    await sleep(300)
    return false
  })
  await sending
  assert.match(resultTab()?.label ?? '', new RegExp(`^Test: ${name}`))
}

function resultTab(): vscode.Tab | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
  return tabs.find(
    ({ input }) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith('promptCache.result'),
  )
}

function logFile(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? []
  return vscode.Uri.joinPath(
    folder?.uri ?? vscode.Uri.file('/'),
    '.promptcache/tests.capture.jsonl',
  ).fsPath
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempts = 0; attempts < 150; attempts++) {
    if (await isDone()) return
    await sleep(100)
  }
  assert.fail('It did not happen.')
}
