import * as vscode from 'vscode'
import type { Analysis } from '../core/analysis.ts'
import { onDidChangeCalibration } from './calibration.ts'
import { type LargeDocuments, largeLength } from './large-documents.ts'
import type { Place, Reading } from './engine/read.ts'
import type { Recommended } from './engine/recommend.ts'
import { Names } from './names.ts'
import { onDidChangeProjects } from './projects.ts'
import { placeOf } from './places.ts'
import type { SavedPrefixes } from './saved-prefixes.ts'
import { onDidChangeSettings } from './settings.ts'

/**
 * Languages whose documents may hold prompts; the manifest activates the extension on the same. Newer editors have
 * languages of their own for prompt files.
 */
const languages = new Set([
  'plaintext',
  'markdown',
  'json',
  'jsonc',
  'jsonl',
  'yaml',
  'prompt',
  'instructions',
  'chatagent',
  'skill',
  'http',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'python',
])

/** Of source code only what speaks of Claude is looked at closer. */
const codeLanguages = /^(?:javascript|typescript|python)/
const speaksOfClaude =
  /anthropic|claude|cache_?(?:boundary|control|read|write|creation)|cached_?(?:input_?)?tokens|cachePoint|dynamic_boundary/i

/** Milliseconds without typing before a document is analysed again. */
const pause = 120

/** The analysis of every visible document, kept by version. Faces subscribe to `onDidChange`. */
export class Analyses implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>()
  /** Fires when a document has a new analysis, or no longer holds a prompt. */
  readonly onDidChange = this.#changed.event
  readonly #known = new Map<string, { version: number; reading: Reading | undefined }>()
  readonly #names = new Names()
  /** Documents whose analysis asked who names something of them. */
  readonly #askedNames = new WeakSet<vscode.TextDocument>()
  readonly #waiting = new Map<string, NodeJS.Timeout>()
  readonly #subscriptions: vscode.Disposable
  readonly #log: vscode.LogOutputChannel
  readonly #large: LargeDocuments
  readonly #saved: SavedPrefixes

  constructor(
    log: vscode.LogOutputChannel,
    { large, saved }: { large: LargeDocuments; saved: SavedPrefixes },
  ) {
    this.#log = log
    this.#large = large
    this.#saved = saved
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#names,
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) if (!this.#isCurrent(document)) this.#start(document, 0)
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#start(document, pause)
      }),
      // A document whose language changes is closed and opened again.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isVisible(document)) this.#start(document, 0)
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#forget(document)
      }),
      // What is saved is no edit any longer.
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isVisible(document)) this.#start(document, 0)
      }),
      this.#names.onDidChange(() => {
        for (const { document } of vscode.window.visibleTextEditors) {
          if (this.#askedNames.has(document)) this.#start(document, 0)
        }
      }),
      onDidChangeSettings(() => {
        this.refresh()
      }),
      onDidChangeCalibration(() => {
        this.refresh()
      }),
      onDidChangeProjects(() => {
        this.refresh()
      }),
    )
    this.refresh()
  }

  /** The newest analysis of a document, which may be of the version before. */
  get(document: vscode.TextDocument): Analysis | undefined {
    return this.#known.get(document.uri.toString())?.reading?.analysis
  }

  /** Where the boundaries of a document had better be. */
  recommended(document: vscode.TextDocument): readonly Recommended[] {
    return this.#known.get(document.uri.toString())?.reading?.recommended ?? []
  }

  /** Analyses all visible documents anew. */
  refresh(): void {
    this.#known.clear()
    for (const { document } of vscode.window.visibleTextEditors) this.#start(document, 0)
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#subscriptions.dispose()
    this.#large.dispose()
  }

  #isCurrent(document: vscode.TextDocument): boolean {
    return this.#known.get(document.uri.toString())?.version === document.version
  }

  #start(document: vscode.TextDocument, delay: number): void {
    const key = document.uri.toString()
    clearTimeout(this.#waiting.get(key))
    const run = () => {
      this.#waiting.delete(key)
      this.#run(document).catch((error: unknown) => {
        this.#log.error('Analysis failed', error)
      })
    }
    this.#waiting.set(key, setTimeout(run, delay))
  }

  async #run(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return
    const { version } = document
    const reading = mayHoldPrompt(document) ? await this.#read(document) : undefined
    // It was typed in while parsers and token counter were loaded: the next run is on its way.
    if (document.version !== version) return
    const { hashes = [], unknownNames = [] } = reading ?? {}
    this.#known.set(document.uri.toString(), { version, reading })
    if (!document.isDirty) this.#saved.set(document, hashes)
    this.#changed.fire(document)
    if (unknownNames.length === 0) return
    this.#askedNames.add(document)
    if (await this.#names.lookUp(unknownNames)) this.#start(document, 0)
  }

  async #read(document: vscode.TextDocument): Promise<Reading> {
    const text = document.getText()
    const savedHashes = document.isDirty ? this.#saved.get(document) : undefined
    const place: Place = {
      ...placeOf(document),
      namedElsewhere: this.#names.elsewhere(document.uri),
      ...(savedHashes && { savedHashes }),
    }
    if (text.length > largeLength) return this.#large.analyze(text, place)
    // Parsers and the token counter load with the first document that needs them.
    const { analyzeAt } = await import('./engine.ts')
    return analyzeAt(text, place)
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString()
    clearTimeout(this.#waiting.get(key))
    this.#waiting.delete(key)
    this.#known.delete(key)
    this.#changed.fire(document)
  }
}

function mayHoldPrompt(document: vscode.TextDocument): boolean {
  const { languageId, uri } = document
  const isFile = ['file', 'untitled'].includes(uri.scheme) || uri.scheme.startsWith('vscode-')
  if (!isFile || !languages.has(languageId)) return false
  return !codeLanguages.test(languageId) || speaksOfClaude.test(document.getText())
}

function isVisible(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document)
}
