import { basename } from 'node:path'
import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import { openPrompt } from './open-prompt.ts'

/**
 * Asks how the open prompt is called, and opens its analysis as a document that can be saved.
 * @throws HumanError where there is no prompt.
 */
export async function showReport(argument?: unknown): Promise<void> {
  const { document, read } = await openPrompt(argument)
  const callsPerDay = await ask('Calls of this prompt a day', '100')
  if (callsPerDay === undefined) return
  const gapMinutes = await ask('Minutes from the start of one call to the start of the next', '2')
  if (gapMinutes === undefined) return
  const { reportOf } = await import('./engine.ts')
  const about = { title: basename(document.uri.path), traffic: { callsPerDay, gapMinutes } }
  const content = reportOf(read, about)
  if (content === undefined) {
    throw new HumanError(
      'This document holds no prompt. Insert a boundary such as <<CACHE_BOUNDARY>>, or open a Messages API body.',
    )
  }
  const report = await vscode.workspace.openTextDocument({ content, language: 'markdown' })
  await vscode.window.showTextDocument(report, { viewColumn: vscode.ViewColumn.Beside })
}

async function ask(prompt: string, value: string): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: 'Analyse Prompt',
    prompt,
    value,
    validateInput: (text) => (Number(text) > 0 ? undefined : 'A number above 0.'),
  })
  return answer === undefined ? undefined : Number(answer)
}
