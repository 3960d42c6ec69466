import * as vscode from 'vscode'
import { applyEdits } from './edits.ts'

/** Names of the files in which a project says how its prompts are cached, as `core/config.ts` knows them. */
const pattern = '{promptcache,cache_config}.json'

/** Fires when a project's configuration is made, changed or deleted, in the workspace or in a folder above it. */
export function onDidChangeProjects(listener: () => void): vscode.Disposable {
  const folders = vscode.workspace.workspaceFolders ?? []
  const watchers = [
    vscode.workspace.createFileSystemWatcher(`**/${pattern}`),
    ...folders.flatMap(({ uri }) =>
      foldersAbove(uri).map((above) =>
        vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(above, pattern)),
      ),
    ),
  ]
  return vscode.Disposable.from(
    ...watchers.flatMap((watcher) => [
      watcher,
      watcher.onDidCreate(listener),
      watcher.onDidChange(listener),
      watcher.onDidDelete(listener),
    ]),
  )
}

/** The nearest folders above one; further away no project's configuration is expected to change. */
function foldersAbove(uri: vscode.Uri): vscode.Uri[] {
  const all: vscode.Uri[] = []
  let at = uri
  for (let i = 0; i < 3 && uri.scheme === 'file'; i++) {
    const above = vscode.Uri.joinPath(at, '..')
    if (above.path === at.path || above.path === '/') break
    all.push(above)
    at = above
  }
  return all
}

/** Changes a project's configuration, which is made where there is none, and saves it. */
export async function changeProject(file: string, change: (text: string) => string): Promise<void> {
  const uri = vscode.Uri.file(file)
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  if (!isThere) await vscode.workspace.fs.writeFile(uri, new Uint8Array())
  const document = await vscode.workspace.openTextDocument(uri)
  const text = document.getText()
  await applyEdits(document, [{ span: { start: 0, end: text.length }, text: change(text) }])
  await document.save()
}
