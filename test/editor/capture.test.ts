import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { requestBody, streamedAnswer } from '../answers.ts'
import { type FakeUpstream, call, startUpstream } from '../upstream.ts'
import { folder, waitFor } from './documents.ts'

describe('a capture in the editor', () => {
  let upstream: FakeUpstream | undefined
  const settings = () => vscode.workspace.getConfiguration('promptCache')

  before(async () => {
    upstream = await startUpstream((response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(streamedAnswer())
    })
    const { Global } = vscode.ConfigurationTarget
    await settings().update('capture.upstream', upstream.url, Global)
  })
  after(async () => {
    await vscode.commands.executeCommand('promptCache.stopCapture')
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await settings().update('capture.upstream', undefined, vscode.ConfigurationTarget.Global)
    await upstream?.close()
  })

  it('serves new terminals while it runs, and opens in the simulator', async () => {
    await vscode.commands.executeCommand('promptCache.startCapture')
    const url = await variableOfTerminal()
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)

    const { body } = await call(url, { body: requestBody(), headers: ['x-api-key', 'sk-planted'] })
    assert.equal(body.toString(), streamedAnswer())
    const log = join(folder().fsPath, '.promptcache/traffic.capture.jsonl')
    await waitFor(() => existsSync(log) && readFileSync(log, 'utf8').endsWith('\n'))
    const text = readFileSync(log, 'utf8')
    assert.equal((JSON.parse(text) as { response: { id: string } }).response.id, 'msg_1')
    assert.doesNotMatch(text, /planted/)
    assert.equal(readFileSync(join(folder().fsPath, '.promptcache/.gitignore'), 'utf8'), '*\n')

    await vscode.commands.executeCommand('promptCache.openCapture')
    await waitFor(() => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
      return input instanceof vscode.TabInputCustom && input.uri.fsPath === log
    })

    await vscode.commands.executeCommand('promptCache.stopCapture')
    await assert.rejects(call(url, { body: requestBody() }))
    assert.equal(await variableOfTerminal(), '')
  })
})

/** What a new terminal has as its base URL. */
async function variableOfTerminal(): Promise<string> {
  const file = join(tmpdir(), `variable-${Date.now()}`)
  const terminal = vscode.window.createTerminal({
    shellPath: '/bin/sh',
    shellArgs: ['-c', `printf %s. "$ANTHROPIC_BASE_URL" > '${file}'`],
  })
  await waitFor(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('.'))
  terminal.dispose()
  const text = readFileSync(file, 'utf8').slice(0, -1)
  rmSync(file)
  return text
}
