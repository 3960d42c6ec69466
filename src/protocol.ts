import type { ChosenStrategy } from './core/edits/strategy.ts'
import type { Problem } from './core/prompt.ts'
import type { Recording } from './core/recording.ts'
import type { SnippetLanguage } from './core/snippet.ts'
import type { TestResult } from './core/test-result.ts'

/** What the simulator shows. Each is whole: losing all but the newest loses nothing. */
export type Snapshot =
  /** No log is open. */
  | { readonly state: 'empty' }
  | { readonly state: 'loading'; readonly name: string; /** 0 to 1. */ readonly share?: number }
  | { readonly state: 'failed'; readonly name: string; readonly message: string }
  | {
      readonly state: 'ready'
      readonly name: string
      readonly recording: Recording
      /** Lines of the log that were not understood, and the like. */
      readonly problems: readonly Problem[]
      /** What was made up, in one sentence, where the requests were never sent. */
      readonly invented?: string
      /** The document that the requests come from is open, and its breakpoints can be changed. */
      readonly isEditable?: boolean
    }

/** From the panel to the webview. */
export type ToWebview = { readonly snapshot: Snapshot } | { readonly found: Found }

/** Which blocks hold a text, by their digests: all of them, every time it is asked. */
export interface Found {
  readonly text: string
  readonly digests: readonly string[]
}

/** A block of an iteration, as the log was sent. */
export interface BlockPlace {
  readonly iteration: number
  readonly block: number
}

/** From the webview to the panel: what the person asked for. */
export type Intent =
  | { readonly type: 'ready' }
  | { readonly type: 'cancel' }
  | { readonly type: 'openLog' }
  /** Shows the whole text of a block of an iteration in an editor. */
  | ({ readonly type: 'showBlock' } & BlockPlace)
  /** Compares what a block was with what it is, in the editor's own way. */
  | { readonly type: 'compareBlocks'; readonly was: BlockPlace; readonly now: BlockPlace }
  /** Goes to where a block stands in the prompt file that it comes from. */
  | ({ readonly type: 'revealBlock' } & BlockPlace)
  /** Looks for a text in the whole content of all blocks; `found` is the answer. */
  | { readonly type: 'search'; readonly text: string }
  /** Keeps what is seen in a file; a PNG comes as base64. */
  | {
      readonly type: 'export'
      readonly format: 'png' | 'svg' | 'csv' | 'json'
      readonly content: string
    }
  /** Keeps the log and the simulator as one page. */
  | { readonly type: 'exportPage'; readonly look: PageLook; readonly saved: unknown }
  | { readonly type: 'copy'; readonly text: string }
  /** Puts the breakpoints of a strategy into the document that the requests come from. */
  | ({ readonly type: 'applyStrategy' } & ChosenStrategy)
  /** Opens code as a document that is not in a file yet. */
  | { readonly type: 'openCode'; readonly code: string; readonly language: SnippetLanguage }
  /** The webview failed; shown and logged by the host. */
  | { readonly type: 'error'; readonly message: string }

/** How a page looks that is exported. */
export interface PageLook {
  /** Class names of the editor's body, which tell the kind of theme. */
  readonly className: string
  /** The theme's colours and fonts, by the names of CSS variables. */
  readonly variables: Readonly<Record<string, string>>
}

/** One handler for each intent; the compiler sees to it that none is forgotten. */
export type IntentHandlers = {
  readonly [T in Intent['type']]: (intent: Extract<Intent, { type: T }>) => void
}

/** To the view of a test's result. */
export interface ToResult {
  readonly result: TestResult
  /** By request: whether its failure has a place in the document that can be shown. */
  readonly places: readonly boolean[]
}

/** From the view of a test's result. */
export type ResultIntent =
  | { readonly type: 'ready' }
  | { readonly type: 'again' }
  /** Opens the log that the test was appended to in the simulator. */
  | { readonly type: 'simulate' }
  | { readonly type: 'save' }
  | { readonly type: 'showPlace'; readonly step: number }
  | { readonly type: 'error'; readonly message: string }

export type ResultHandlers = {
  readonly [T in ResultIntent['type']]: (intent: Extract<ResultIntent, { type: T }>) => void
}
