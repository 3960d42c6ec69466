import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { closeAll, example, showExample, waitFor } from './documents.ts'

/** Our items of the status bar: the editor has no way to read them, so they are noted as they are made. */
const items: vscode.StatusBarItem[] = []
const { createStatusBarItem } = vscode.window
Object.defineProperty(vscode.window, 'createStatusBarItem', {
  value: (...given: Parameters<typeof createStatusBarItem>) => {
    const item = createStatusBarItem(...given)
    items.push(item)
    return item
  },
})

describe('calibrate from log (exact prefixes) in the editor', () => {
  afterEach(closeAll)

  it('learns from a captured log, and the status bar says from how much', async () => {
    await showExample('support-answer.prompt.md')
    await waitFor(() => text().includes('tokens'))
    assert.doesNotMatch(text(), /calibrated/)
    await vscode.commands.executeCommand(
      'promptCache.calibrateFromLog',
      example('shop-agent.capture.jsonl'),
    )
    await waitFor(() => text().includes('calibrated'))
    assert.match(text(), /tokens · .* · calibrated from 12 requests, ±\d+(?:\.\d+)? %$/)
  })
})

function text(): string {
  return items.find(({ id }) => id.endsWith('promptCache.count'))?.text ?? ''
}
