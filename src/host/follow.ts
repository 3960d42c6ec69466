import * as vscode from 'vscode'

/** Milliseconds from a change to reading it: many changes that come together are read once. */
const pause = 250

/** Runs something again whenever a file changes, once at a time, until it is disposed. */
export function follow(uri: vscode.Uri, run: () => Promise<void>): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined
  let isRunning = false
  let isLate = false
  const start = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      isRunning = true
      isLate = false
      void run().finally(() => {
        isRunning = false
        if (isLate) start()
      })
    }, pause)
  }
  const folder = vscode.Uri.joinPath(uri, '..')
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'))
  const changed = (changedUri: vscode.Uri): void => {
    if (changedUri.path !== uri.path) return
    if (isRunning) isLate = true
    else start()
  }
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    new vscode.Disposable(() => {
      clearTimeout(timer)
      isLate = false
    }),
  )
}
