import * as vscode from 'vscode'
import type { Analysis } from '../core/analyze.ts'
import { placeAt } from './places.ts'

/** A file of the workspace that holds prompts. */
export interface PromptFile {
  readonly uri: vscode.Uri
  readonly analysis: Analysis
}

/** Files that may hold prompts, and folders of other people's files. */
const include = '**/*.{md,txt,json,jsonc,yaml,yml,prompt,prompty,http,rest,ts,tsx,js,jsx,mjs,py}'
const exclude = '**/{node_modules,.git,dist,out,build,target,vendor,.venv,site-packages}/**'

/** Larger files are data, not prompts; and so are they where there are more than this. */
const largest = 4_000_000
const most = 20_000

/** Saves analysing most files: what a prompt has, one way or the other. */
const mayHoldPrompt =
  /CACHE_BOUNDARY|DYNAMIC_BOUNDARY|CACHE_CONTROL|cache_?control|cachePoint|^## Context|"messages"|^messages:|anthropic|claude/im

/** The prompts of the workspace, found once and kept up to date while files change. */
export class WorkspacePrompts implements vscode.Disposable {
  readonly #files = new Map<string, PromptFile>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChange = this.#changed.event
  #watcher: vscode.Disposable | undefined

  /** All that were found so far, by path. */
  get files(): readonly PromptFile[] {
    return [...this.#files.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1))
  }

  /** Looks through the whole workspace; can be cancelled, and then keeps what it has. */
  async scan(
    token: vscode.CancellationToken,
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    this.#watcher ??= this.#watch()
    this.#files.clear()
    const uris = await vscode.workspace.findFiles(include, exclude, most, token)
    let done = 0
    for (let i = 0; i < uris.length && !token.isCancellationRequested; i += batch) {
      await Promise.all(uris.slice(i, i + batch).map((uri) => this.#read(uri)))
      done = Math.min(uris.length, i + batch)
      onProgress(done, uris.length)
    }
    this.#changed.fire()
  }

  dispose(): void {
    this.#watcher?.dispose()
    this.#changed.dispose()
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(include)
    const update = (uri: vscode.Uri) => {
      if (isForeign(uri)) return
      void this.#read(uri).then(() => {
        this.#changed.fire()
      })
    }
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(update),
      watcher.onDidChange(update),
      watcher.onDidDelete((uri) => {
        if (this.#files.delete(uri.toString())) this.#changed.fire()
      }),
    )
  }

  async #read(uri: vscode.Uri): Promise<void> {
    const analysis = await analyzeFile(uri)
    if (analysis) this.#files.set(uri.toString(), { uri, analysis })
    else this.#files.delete(uri.toString())
  }
}

/** Files read at once. */
const batch = 16

async function analyzeFile(uri: vscode.Uri): Promise<Analysis | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri)
    if (size > largest) return undefined
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
    if (!mayHoldPrompt.test(text)) return undefined
    const { analyzeAt } = await import('./engine.ts')
    return analyzeAt(text, placeAt(uri))
  } catch {
    // It was deleted meanwhile, or may not be read.
    return undefined
  }
}

function isForeign(uri: vscode.Uri): boolean {
  return /\/(?:node_modules|\.git|dist|out|build|target|vendor|\.venv|site-packages)\//.test(
    uri.path,
  )
}
