import assert from 'node:assert/strict'
import * as vscode from 'vscode'

/** Closes all editors. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
}

/** Shows a new document. It takes the name of one that was closed, and is that one as long as it is not yet gone. */
export async function show(content: string, language: string): Promise<vscode.TextDocument> {
  let document: vscode.TextDocument | undefined
  await waitFor(async () => {
    document = await vscode.workspace.openTextDocument({ content, language })
    return document.getText() === content
  })
  assert.ok(document)
  await vscode.window.showTextDocument(document)
  return document
}

export async function showExample(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(example(name))
  await vscode.window.showTextDocument(document)
  return document
}

export function example(name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(), name)
}

export function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? []
  assert.ok(first)
  return first.uri
}

export async function edit(
  document: vscode.TextDocument,
  at: vscode.Position,
  text: string,
): Promise<void> {
  const change = new vscode.WorkspaceEdit()
  change.insert(document.uri, at, text)
  assert.ok(await vscode.workspace.applyEdit(change))
}

/** Our diagnostics, once there are as many as expected. */
export async function diagnosticsOf(
  document: vscode.TextDocument,
  count: number,
): Promise<vscode.Diagnostic[]> {
  await waitFor(() => ours(document).length === count)
  return ours(document)
}

export function ours(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'Prompt Cache')
}

export async function hoverAt(document: vscode.TextDocument, offset: number): Promise<string> {
  let story = ''
  await waitFor(async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset),
    )
    const contents = hovers.flatMap((hover) => hover.contents) as vscode.MarkdownString[]
    story = contents.find(({ value }) => value.includes('Breakpoint'))?.value ?? ''
    return story !== ''
  })
  return story
}

export function viewType(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  return input instanceof vscode.TabInputCustom ? input.viewType : undefined
}

export async function waitFor(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Waited in vain for: ${isTrue.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The hovers at a place, once there are any. */
export async function hoversAt(
  document: vscode.TextDocument,
  offset: number,
): Promise<vscode.Hover[]> {
  let found: vscode.Hover[] = []
  await waitFor(async () => (found = await hoversNow(document, offset)).length > 0)
  return found
}

/** The hovers of prompts at a place. */
export async function hoversNow(
  document: vscode.TextDocument,
  offset: number,
): Promise<vscode.Hover[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset),
  )
  return hovers.filter(({ contents }) =>
    (contents as vscode.MarkdownString[]).some(({ value }) => value.includes('Breakpoint')),
  )
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
}
