import type { Mark, Prefix } from './prefix.ts'
import type { Prompt, Ttl } from './prompt.ts'
import type { Call } from './traffic.ts'

/** Lifetimes that breakpoints get: one for all, or an hour for tools and system and five minutes for messages. */
export type Lifetimes = Ttl | 'mixed'

/** How lifetimes are called in a table. */
export const lifetimeNames: Readonly<Record<Lifetimes, string>> = {
  '5m': '5m',
  '1h': '1h',
  mixed: '1h+5m',
}

/** Somewhere to put breakpoints. */
export interface Strategy {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** What it does, in one sentence. */
  readonly summary: string
  /** The lifetimes that make a difference to it; empty where it has its own, or none. */
  readonly lifetimes: readonly Lifetimes[]
  /** What it changes in a prompt before it is sent; the very same prompt where it changes nothing. */
  readonly prepare?: (prompt: Prompt) => Prompt
  /** Prefixes of a call at whose ends it puts breakpoints; those that may not carry one give way to the block before. */
  readonly place: (call: Call) => readonly Prefix[]
  /** The breakpoints themselves, where they are not placed anew. */
  readonly marks?: (call: Call) => readonly Mark[]
}
