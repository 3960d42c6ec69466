import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { closeAll, hoverAt, show, waitFor, write } from './documents.ts'

// No other test counts for this model, as what was learned of it stays.
const model = 'claude-haiku-3'
const marked = { cache_control: { type: 'ephemeral' } }
const rules = 'The clerk checks each line of an invoice against the price list.\n'
const body = (question: string) => ({
  model,
  system: [{ type: 'text', text: rules.repeat(300), ...marked }],
  messages: [{ role: 'user', content: question }],
})

describe('a calibration in the editor', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'calibration-'))
  })
  after(async () => {
    await closeAll()
    rmSync(folder, { recursive: true })
  })

  const logOf = async (name: string, lines: readonly object[]): Promise<vscode.Uri> => {
    const log = vscode.Uri.file(join(folder, name))
    await write(log, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return log
  }
  const calibrate = (log: vscode.Uri): Thenable<unknown> =>
    vscode.commands.executeCommand('promptCache.calibrateFromLog', log)

  it('comes from a log, says what it rests on, and makes recorded prefixes exact', async () => {
    const document = await show(JSON.stringify(body('Is this one right?')), 'json')
    const hover = () => hoverAt(document, document.getText().indexOf('"ephemeral"'))
    const [, estimate = ''] = /Cached prefix \| ([\d,]+) ±/.exec(await hover()) ?? []
    const cached = Math.round(Number(estimate.replaceAll(',', '')) * 1.03)
    const questions = ['And this?', 'Who checks?', 'What is a price list?']
    const log = await logOf(
      'traffic.jsonl',
      questions.map((question, i) => ({
        startedAt: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
        url: 'https://api.anthropic.com/v1/messages',
        requestHeaders: {},
        request: { ...body(question), max_tokens: 10 },
        response: {
          id: `msg_${i}`,
          model,
          stop_reason: 'end_turn',
          usage: {
            input_tokens: 12,
            output_tokens: 5,
            cache_creation_input_tokens: i === 0 ? cached : 0,
            cache_read_input_tokens: i === 0 ? 0 : cached,
          },
        },
      })),
    )
    assert.match(String(await calibrate(log)), /^calibrated from 3 requests, ±[\d.]+ %$/)
    const exact = `Cached prefix | ${cached.toLocaleString('en-US')} tokens |`
    await waitFor(async () => (await hover()).includes(exact))
  })

  it('does not come from a log without bodies', async () => {
    const log = await logOf('empty.jsonl', [{ type: 'summary', summary: 'Nothing was sent.' }])
    assert.equal(await calibrate(log), undefined)
  })
})
