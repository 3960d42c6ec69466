import * as vscode from 'vscode'

/** Documents of ours that can only be read: bodies as they are sent. */
const scheme = 'prompt-cache-body'

const contents = new Map<string, string>()
let provider: vscode.Disposable | undefined

/** Shows a body beside the editor, as a document that asks for no saving. */
export async function showBody(title: string, body: object): Promise<void> {
  provider ??= vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => contents.get(uri.toString()) ?? '',
  })
  const name = `Body of ${title.replace(/\.json$/, '')}.json`
  const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: String(contents.size) })
  contents.set(uri.toString(), `${JSON.stringify(body, null, 2)}\n`)
  const document = await vscode.workspace.openTextDocument(uri)
  await vscode.languages.setTextDocumentLanguage(document, 'json')
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  })
}
