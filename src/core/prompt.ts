/** The three parts of a request, in the order in which the API renders and hashes them. */
export type Section = 'tools' | 'system' | 'messages'

/** Lifetime of a cache entry. */
export type Ttl = '5m' | '1h'

/** A piece of a document, in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The unit of content that the cache hashes and the lookback counts. */
export interface Block {
  readonly section: Section
  /** The API's own block type (`text`, `tool_use`, ...); a tool without a type is `custom`. */
  readonly type: string
  /** Who speaks; messages only. */
  readonly role?: 'user' | 'assistant' | 'system'
  /** Index in `messages`, counted as the body was sent; messages only. */
  readonly message?: number
  /** The plain text of a text block; of any other block its JSON without `cache_control`. */
  readonly content: string
  /** The block's identity, where `content` is only its beginning. */
  readonly digest?: string
  /** What the rules ask of the whole content, where `content` is only its beginning. */
  readonly whole?: { readonly traits: number; readonly end: string }
  /** Its estimated tokens, where `content` is not the text that they are of. */
  readonly count?: { readonly tokens: number; readonly low: number; readonly high: number }
  /** Present where a prefix ends that may be read or written. */
  readonly breakpoint?: Ttl
  /** The breakpoint was placed by the API (top-level `cache_control`). */
  readonly automatic?: true
  /** Where the block stands in its document. */
  readonly span?: Span
  /** Where its `cache_control`, or the boundary marker in a text, stands. */
  readonly breakpointSpan?: Span
  /** Its parts that may differ from call to call, in the order of `content`. */
  readonly dynamic?: readonly Dynamic[]
}

/** A part of a block that may differ from call to call: a variable, or an expression whose value is not known. */
export interface Dynamic extends Span {
  /** Where it begins in `content`, and how much of `content` stands for it. */
  readonly at: number
  readonly length: number
  /** `content` holds one of its values; otherwise its length is not known. */
  readonly sample?: true
  /** It is declared to be the same for every call. */
  readonly constant?: true
}

/** Everything of a request that is rendered into its prefix, blocks in render order. */
export interface Prompt {
  readonly model: string
  readonly blocks: readonly Block[]
  /** Other parameters that the prefix depends on (`tool_choice`, `thinking`, ...), as JSON, by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** The code of the problem for which the API would refuse the request with a 400. */
  readonly refusal?: string
}

/** Where a request was sent. Entries are never shared between platforms. */
export type Platform = 'claude-api' | 'claude-aws' | 'bedrock' | 'google' | 'foundry'

/** The way to a part of a JSON document: keys and indices from its root. */
export type Path = readonly (string | number)[]

/** Something in a document or a request that the API would refuse or that was not understood. */
export interface Problem {
  /** A word with dashes, stable across versions. */
  readonly code: string
  /** What happened, then what to do. */
  readonly message: string
  readonly severity: 'error' | 'warning' | 'information'
  readonly span?: Span
  /** The same place as a way through the request's JSON, for documents without offsets. */
  readonly path?: Path
}

/** Tokens of one answer. Their sum is the whole prompt plus the output; nothing is counted twice. */
export interface Usage {
  /** Read from the cache. */
  readonly read: number
  /** Written for five minutes. */
  readonly write5m: number
  /** Written for one hour. */
  readonly write1h: number
  /** Neither read nor written. */
  readonly input: number
  readonly output: number
}

/** One API call as a log holds it: with or without its body, with or without its usage. */
export interface Exchange {
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Epoch milliseconds at which the answer began, where known. */
  readonly respondedAt?: number
  readonly prompt?: Prompt
  readonly usage?: Usage
  /** Output tokens of a request of which nothing else is known, as of one that was changed or never sent. */
  readonly output?: number
  readonly model?: string
  /** The API's id of the answer, and of the request where a log has both. */
  readonly id?: string
  readonly requestId?: string
  /** The conversation or sub-agent that the log itself names. */
  readonly lane?: string
  /** The Claude API where nothing else is known. */
  readonly platform?: Platform
  /** Organisation and workspace, as the log spells them; caches are not shared between them. */
  readonly workspace?: string
  /** Values of the `anthropic-beta` header, sorted. */
  readonly betas?: readonly string[]
  readonly stopReason?: string
  /** Times that the model was sampled for one answer: 1, and 1 more for each result of a server tool. */
  readonly passes?: number
  /** The conversation was summarised before this answer: by the API, behind the last block, or by an agent. */
  readonly compacted?: true
  /** What besides the tokens decides the price. */
  readonly billing?: Billing
  /** What the API itself said of the miss (`cache_miss_reason`), where it was asked. */
  readonly diagnosis?: Diagnosis
  /** The session and the project (a folder) that the log names. */
  readonly session?: string
  readonly project?: string
  /** How well `startedAt` is known: it may only be the end of the answer, or nothing but an order. */
  readonly timing?: 'start' | 'end' | 'order'
}

/** What besides the tokens decides the price of a request. */
export interface Billing {
  readonly batch?: true
  /** Fast mode. */
  readonly fast?: true
  /** Kept within one geography (`inference_geo`, a regional or multi-region endpoint of a cloud). */
  readonly regional?: true
}

/** The API's own word for a miss, as `cache_miss_reason.type` spells it, and the tokens that it estimates as missed. */
export interface Diagnosis {
  readonly type: string
  readonly tokens?: number
}

/** The classes of prompt tokens: everything but the output. */
export const promptClasses = ['read', 'write5m', 'write1h', 'input'] as const

/** Prompt tokens of a usage: everything but the output. */
export function promptTokens(usage: Usage): number {
  return usage.read + usage.write5m + usage.write1h + usage.input
}

/** Output tokens of an exchange, by its usage or by what else is known; 0 where nothing is. */
export function outputOf({ usage, output }: Exchange): number {
  return usage?.output ?? output ?? 0
}
