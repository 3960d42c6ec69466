import type { Finding } from './finding.ts'
import type { Model } from './models.ts'
import type { Block, Prompt, Span, Ttl } from './prompt.ts'
import type { SourcePrompt } from './source.ts'
import type { TokenCount } from './tokens.ts'

/** Everything that is known of one document; every face renders this. */
export interface Analysis {
  /** The id of the source that read it. */
  readonly source: string
  /** What a person calls that kind of document. */
  readonly sourceName: string
  readonly prompts: readonly PromptAnalysis[]
  /** What rules found beside the prompts: in the code around them. */
  readonly findings: readonly Finding[]
}

/** One prompt of a document, measured and judged. */
export interface PromptAnalysis extends Omit<SourcePrompt, 'problems'> {
  /** The id of the source that read it. */
  readonly source: string
  readonly prompt: Prompt
  readonly model: Model | undefined
  readonly blocks: readonly MeasuredBlock[]
  readonly breakpoints: readonly Breakpoint[]
  readonly total: TokenCount
  /** Tokens that a second, identical call reads from the cache. */
  readonly cached: TokenCount
  /** What the API would refuse or what was not understood, with a fix where there is a mechanical one. */
  readonly problems: readonly Finding[]
  readonly findings: readonly Finding[]
}

interface MeasuredBlock {
  readonly block: Block
  readonly count: TokenCount
  /** Tokens of the prefix up to and including this block. */
  readonly prefix: TokenCount
  /** Inside a prefix that is cached. */
  readonly isCached: boolean
}

/** A place where a prefix ends that may be cached. */
export interface Breakpoint {
  /** 1 for BP1. */
  readonly number: number
  readonly ttl: Ttl
  readonly isAutomatic: boolean
  /** Index of its block. */
  readonly at: number
  /** Where the marker or the `cache_control` stands. */
  readonly span: Span | undefined
  readonly prefix: TokenCount
  /** Against the model's minimum; `unknown` without a model, `uncertain` when the bounds do not settle it. */
  readonly verdict: 'cached' | 'below' | 'uncertain' | 'unknown'
  /** Its prefix holds parts whose length is not known: `prefix` counts only the rest. */
  readonly isOpen: boolean
  /** US dollars for writing this prefix once, and for reading it once. */
  readonly cost: { readonly write: number; readonly read: number } | undefined
}
