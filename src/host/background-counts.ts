import * as vscode from 'vscode'
import type { Analyses } from './analyses.ts'
import { readKey } from './api-key.ts'
import { askAndKeep, words } from './exact-counts.ts'
import { onDidChangeSettings, readSettings } from './settings.ts'

/** Milliseconds without an edit before the API is asked. */
const pause = 2000
/** Milliseconds without a request after one that failed for good. */
const rest = 5 * 60_000

/** Has the API count the prompt in front when its text rests, where the settings say so. An edit stops it. */
export function countInBackground(
  analyses: Analyses,
  secrets: vscode.SecretStorage,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  /** Versions that were asked about: what the API refuses is not asked again until it changes. */
  let asked = new WeakMap<vscode.TextDocument, number>()
  let timer: NodeJS.Timeout | undefined
  let stop = new AbortController()
  let restsUntil = 0

  const run = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document
    if (asked.get(document) === version || Date.now() < restsUntil) return
    const key = await readKey(secrets)
    if (key === undefined) return
    asked.set(document, version)
    stop.abort()
    const { signal } = (stop = new AbortController())
    for (const { prompt, model } of analyses.get(document)?.prompts ?? []) {
      if (!model || signal.aborted) continue
      const { trouble } = await askAndKeep(prompt, { key, signal })
      if (trouble?.isCancelled) asked.delete(document)
      if (!trouble || trouble.isCancelled) continue
      restsUntil = Date.now() + Math.max(rest, trouble.retryAfterMs ?? 0)
      log.warn(await words(trouble, key))
      return
    }
  }
  const start = (): void => {
    clearTimeout(timer)
    const document = vscode.window.activeTextEditor?.document
    if (!document || !isWanted()) return
    timer = setTimeout(() => {
      run(document).catch((error: unknown) => {
        log.error('Counting in the background failed', error)
      })
    }, pause)
  }
  start()
  return vscode.Disposable.from(
    analyses.onDidChange(start),
    vscode.window.onDidChangeActiveTextEditor(start),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document !== vscode.window.activeTextEditor?.document)
        return
      stop.abort()
      start()
    }),
    onDidChangeSettings(() => {
      restsUntil = 0
      asked = new WeakMap()
      stop.abort()
      start()
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer)
      stop.abort()
    }),
  )
}

function isWanted(): boolean {
  return vscode.workspace.isTrusted && readSettings().exactCounts === 'background'
}
