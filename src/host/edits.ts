import * as vscode from 'vscode'
import type { ChosenStrategy } from '../core/edits/strategy.ts'
import type { Edit } from '../core/finding.ts'
import { HumanError } from '../errors.ts'
import type { EditKind } from './engine/edit.ts'
import { openPrompt } from './open-prompt.ts'
import { placeOf } from './places.ts'
import { rangeOf } from './ranges.ts'

/** Why an edit was not possible, then what to do. */
const refusals: Readonly<Record<EditKind, string>> = {
  'insert-boundary':
    'No breakpoint can be put here. Put the cursor into a text block that has no cache_control yet.',
  'move-boundary':
    'There is no boundary that could be moved here. Put the cursor where it is to go, or insert one instead.',
  'move-dynamic':
    'Nothing in the cached part is known to change from call to call, or it cannot be moved in one step.',
  'add-cache-control':
    'There is nothing left to mark: what could be cached carries a cache_control, or is not written out here.',
  'add-automatic':
    'Automatic caching is on already, or this document does not write out the body of its request.',
  split:
    'Nothing in this prompt is known to change from call to call, so there is nothing to part.',
}

/**
 * Changes the prompt at the cursor, as one step that can be undone.
 * @throws HumanError where there is no editor, or nothing to change.
 */
export async function editPrompt(kind: EditKind, argument?: unknown): Promise<void> {
  const { document, offset, read } = await openPrompt(argument)
  const { editOf } = await import('./engine.ts')
  const fix = editOf(read, kind, offset)
  if (!fix) throw new HumanError(refusals[kind])
  await applyEdits(document, fix.edits)
}

/**
 * Gives a prompt the breakpoints of a strategy, as one step that can be undone, and shows them.
 * @throws HumanError where that cannot be done in one step.
 */
export async function applyStrategy(
  document: vscode.TextDocument,
  chosen: ChosenStrategy,
  offset: number,
): Promise<void> {
  const { readPlace, strategyOf } = await import('./engine.ts')
  const read = readPlace(document.getText(), placeOf(document))
  const fix = strategyOf(read, chosen, offset)
  if (!fix) {
    throw new HumanError(
      'This strategy cannot be written into the document in one step: a breakpoint comes from elsewhere. Copy its code instead.',
    )
  }
  if (fix.edits.length > 0) await applyEdits(document, fix.edits)
  else vscode.window.setStatusBarMessage('The document is marked like that already', 4000)
}

/** Asks where breakpoints go, and adds them. */
export async function addCacheControl(argument?: unknown): Promise<void> {
  const explicit: vscode.QuickPickItem = {
    label: 'On the system prompt and the second-to-last user message',
    detail:
      'Explicit breakpoints: a conversation reads its own past, the system prompt outlives it.',
  }
  const automatic: vscode.QuickPickItem = {
    label: 'Automatic',
    detail: 'One cache_control on the request: the API marks the last block of each call.',
  }
  const choice = await vscode.window.showQuickPick([explicit, automatic], {
    title: 'Add cache_control',
    placeHolder: 'Where the cached prefix ends',
  })
  if (choice)
    await editPrompt(choice === automatic ? 'add-automatic' : 'add-cache-control', argument)
}

/** Makes edits in a document, as one step. */
export async function applyEdits(
  document: vscode.TextDocument,
  edits: readonly Edit[],
): Promise<void> {
  const change = new vscode.WorkspaceEdit()
  for (const { span, text } of edits) change.replace(document.uri, rangeOf(document, span), text)
  if (await vscode.workspace.applyEdit(change)) return
  throw new HumanError('The document could not be changed. It may be read-only.')
}
