import * as vscode from 'vscode'
import type { Fix } from '../core/rules.ts'
import { HumanError } from '../errors.ts'
import { rangeOf } from './ranges.ts'
import { readSettings } from './settings.ts'

/**
 * Puts a boundary ahead of the cursor's line, or moves the one that is there.
 * @throws HumanError where there is no editor, or nothing to move.
 */
export async function placeBoundary(how: 'insert' | 'move'): Promise<void> {
  const editor = vscode.window.activeTextEditor
  if (!editor)
    throw new HumanError('No editor is open. Open a prompt, and put the cursor on a line.')
  const { document, selection } = editor
  const { insertBoundary, moveBoundary } = await import('../core/edits/boundary.ts')
  const text = document.getText()
  const offset = document.offsetAt(selection.active)
  const fix =
    how === 'insert'
      ? insertBoundary(text, offset)
      : moveBoundary(text, offset, { markers: readSettings(document).markers })
  if (!fix) throw new HumanError('There is no boundary to move to here. Insert one instead.')
  await apply(document, fix)
}

/** Makes the edits of a fix, as one step that can be undone. */
async function apply(document: vscode.TextDocument, { edits }: Fix): Promise<void> {
  const change = new vscode.WorkspaceEdit()
  for (const { span, text } of edits) change.replace(document.uri, rangeOf(document, span), text)
  await vscode.workspace.applyEdit(change)
}
