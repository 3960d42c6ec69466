import * as vscode from 'vscode'
import type { Analysis } from '../core/analysis.ts'
import { keptAnalysisAt } from './kept.ts'
import { placeAt } from './places.ts'

/** A file of the workspace that holds prompts. */
export interface PromptFile {
  readonly uri: vscode.Uri
  readonly analysis: Analysis
}

/** How far a look through the workspace has come. */
export interface Progress {
  readonly done: number
  readonly total: number
}

/** Files that may hold prompts, and folders of other people's files. */
const include = '**/*.{md,txt,json,jsonc,yaml,yml,prompt,prompty,http,rest,ts,tsx,js,jsx,mjs,py}'
const exclude = '**/{node_modules,.git,dist,out,build,target,vendor,.venv,site-packages}/**'

/** Larger files are data, not prompts; and so are they where there are more than this. */
const largest = 4_000_000
const most = 20_000

/** Files read at once, and milliseconds between two reports of progress. */
const batch = 32
const beat = 150

/** Saves analysing most files: what a prompt has, one way or the other. */
const mayHoldPrompt =
  /CACHE_BOUNDARY|DYNAMIC_BOUNDARY|CACHE_CONTROL|cache_?control|cachePoint|^## |"messages"|^messages:|anthropic|claude/im

/** The prompts of the workspace, found once and kept up to date while files change. */
export class WorkspacePrompts implements vscode.Disposable {
  readonly #files = new Map<string, PromptFile>()
  readonly #changed = new vscode.EventEmitter<readonly vscode.Uri[]>()
  /** Fires with the files of which something else is known now. */
  readonly onDidChange = this.#changed.event
  #watcher: vscode.Disposable | undefined

  /** All that were found so far, by path. */
  get files(): readonly PromptFile[] {
    return [...this.#files.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1))
  }

  /** What is known of one file. */
  get(uri: vscode.Uri): PromptFile | undefined {
    return this.#files.get(uri.toString())
  }

  /** Looks through the whole workspace, and shows what it has on the way; keeps that when it is cancelled. */
  async scan(
    token: vscode.CancellationToken,
    onProgress: (progress: Progress) => void,
  ): Promise<void> {
    this.#watcher ??= this.#watch()
    const before = [...this.#files.values()].map(({ uri }) => uri)
    this.#files.clear()
    const uris = await vscode.workspace.findFiles(include, exclude, most, token)
    let shownAt = Date.now()
    for (let i = 0; i < uris.length && !token.isCancellationRequested; i += batch) {
      await Promise.all(uris.slice(i, i + batch).map((uri) => this.#read(uri)))
      if (Date.now() - shownAt < beat) continue
      shownAt = Date.now()
      onProgress({ done: Math.min(uris.length, i + batch), total: uris.length })
      this.#changed.fire([])
    }
    this.#changed.fire([...before, ...this.files.map(({ uri }) => uri)])
  }

  /** Takes over what is known of a file that is open and may not be saved. */
  set(uri: vscode.Uri, analysis: Analysis | undefined): void {
    const key = uri.toString()
    if (analysis) this.#files.set(key, { uri, analysis })
    else if (!this.#files.delete(key)) return
    this.#changed.fire([uri])
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
        this.#changed.fire([uri])
      })
    }
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(update),
      watcher.onDidChange(update),
      watcher.onDidDelete((uri) => {
        this.set(uri, undefined)
      }),
    )
  }

  async #read(uri: vscode.Uri): Promise<void> {
    const analysis = await analyzeFile(uri)
    if (analysis) this.#files.set(uri.toString(), { uri, analysis })
    else this.#files.delete(uri.toString())
  }
}

async function analyzeFile(uri: vscode.Uri): Promise<Analysis | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri)
    if (size > largest) return undefined
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
    const { isListedAt } = await import('./engine.ts')
    const place = placeAt(uri)
    if (!mayHoldPrompt.test(text) && !isListedAt(place)) return undefined
    return await keptAnalysisAt(text, place)
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
