import * as vscode from 'vscode'

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
