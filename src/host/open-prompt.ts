import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import type { PromptRead } from './engine/read.ts'
import { placeOf } from './places.ts'

/** What a lens or a tree item tells a command: a document, and where in it the prompt stands. */
export interface PromptTarget {
  readonly uri: vscode.Uri
  readonly offset: number
}

/** A document that a command works on, read anew, and the place in it that is meant. */
export interface OpenPrompt {
  readonly document: vscode.TextDocument
  readonly offset: number
  readonly read: PromptRead
}

/**
 * The document that a command was given, or the one in front with its cursor.
 * @throws HumanError where there is neither.
 */
export async function openPrompt(argument?: unknown): Promise<OpenPrompt> {
  const { document, offset } = await given(argument)
  const { readPlace } = await import('./engine.ts')
  return { document, offset, read: readPlace(document.getText(), placeOf(document)) }
}

async function given(argument: unknown): Promise<Omit<OpenPrompt, 'read'>> {
  const target = targetOf(argument)
  const uri = argument instanceof vscode.Uri ? argument : target?.uri
  const editor = vscode.window.activeTextEditor
  const isInFront = !uri || editor?.document.uri.toString() === uri.toString()
  const cursor = editor && isInFront ? editor.document.offsetAt(editor.selection.active) : 0
  const offset = target?.offset ?? cursor
  if (uri) return { document: await vscode.workspace.openTextDocument(uri), offset }
  if (editor) return { document: editor.document, offset }
  throw new HumanError('No editor is open. Open a prompt, and put the cursor on a line.')
}

/** A target, as a lens or a tree item gives it, or as a link spells it. */
function targetOf(argument: unknown): PromptTarget | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined
  const { uri, offset } = argument as { uri?: unknown; offset?: unknown }
  if (typeof offset !== 'number') return undefined
  if (typeof uri === 'string') return { uri: vscode.Uri.parse(uri), offset }
  return uri instanceof vscode.Uri ? { uri, offset } : undefined
}
