import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { BuildFormat } from '../core/build.ts'
import { HumanError } from '../errors.ts'
import { openPrompt } from './open-prompt.ts'

/** What a request can be written as. */
const targets: readonly (vscode.QuickPickItem & { format: BuildFormat; language: string })[] = [
  { format: 'json', language: 'json', label: 'Messages API body', description: 'JSON' },
  {
    format: 'typescript',
    language: 'typescript',
    label: 'TypeScript',
    description: 'Anthropic SDK',
  },
  { format: 'python', language: 'python', label: 'Python', description: 'Anthropic SDK' },
  { format: 'curl', language: 'shellscript', label: 'curl', description: 'shell' },
  { format: 'ai-sdk', language: 'typescript', label: 'AI SDK', description: 'TypeScript, Vercel' },
  { format: 'bedrock', language: 'json', label: 'Bedrock Converse', description: 'JSON' },
  { format: 'claude', language: 'shellscript', label: 'claude', description: 'command line' },
]

/**
 * Asks for a spelling, and opens the request of the prompt at the cursor in it; says what was left out and why.
 * @throws HumanError where there is no prompt.
 */
export async function buildRequest(argument?: unknown): Promise<void> {
  const { document, offset, read } = await openPrompt(argument)
  const { buildOf } = await import('./engine.ts')
  const target = await vscode.window.showQuickPick(targets, {
    title: 'Build Request',
    placeHolder: 'What the request is to be written as',
    matchOnDescription: true,
  })
  if (!target) return
  const built = buildOf(read, offset, target.format)
  if (!built) throw new HumanError(noPrompt)
  const request = await vscode.workspace.openTextDocument({
    content: built.text,
    language: target.language,
  })
  await vscode.window.showTextDocument(request, { viewColumn: vscode.ViewColumn.Beside })
  if (built.fallbacks.length > 0) {
    const reasons = built.fallbacks.join(' ')
    void vscode.window.showInformationMessage(`Built without a breakpoint. ${reasons}`)
  }
  if (built.missing.length > 0) void offerValues(document, built.missing)
}

const noPrompt =
  'This document holds no prompt that could be built. Insert a boundary such as <<CACHE_BOUNDARY>>, or open a Messages API body.'

/** Says which variables have no value, and makes the file that gives them one. */
async function offerValues(
  document: vscode.TextDocument,
  missing: readonly string[],
): Promise<void> {
  const names = missing.map((name) => `{{${name}}}`).join(', ')
  const file = valuesBeside(document.uri)
  const isThere = file && (await exists(file))
  const message = `No value for ${names}: the request holds the names.`
  if (!file) return void vscode.window.showInformationMessage(message)
  const button = `${isThere ? 'Open' : 'Create'} ${basename(file.path)}`
  if (!(await vscode.window.showInformationMessage(message, button))) return
  if (!isThere) {
    const values = Object.fromEntries(missing.map((name) => [name, '']))
    const text = `${JSON.stringify(values, null, 2)}\n`
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text))
  }
  await vscode.window.showTextDocument(file)
}

function valuesBeside(uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme !== 'file') return undefined
  const stem = basename(uri.path).replace(/(?:\.(?:prompt|template))?\.[^.]*$/, '')
  return vscode.Uri.joinPath(uri, '..', `${stem}.vars.json`)
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
}
