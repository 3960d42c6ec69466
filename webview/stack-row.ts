import type { Block, Section, Ttl } from '../src/core/prompt.ts'
import type { Outcome } from '../src/core/simulate.ts'
import type { Relation } from './align.ts'

/** One block in the stack of an iteration. */
export interface Side {
  readonly block: Block
  /** Its place among all blocks of the prompt. */
  readonly at: number
  /** Its place among the blocks of its section; for messages the message's own number. */
  readonly number: number
  readonly tokens: number
  readonly outcome: Outcome
  readonly breakpoint: Breakpoint | undefined
  /** Which breakpoints look back as far as it; see `reachOf`. */
  readonly reach: number
  /** Those of them that look back no further. */
  readonly ends: number
}

export interface Breakpoint {
  /** 1 for BP1. */
  readonly number: number
  readonly ttl: Ttl
  readonly isAutomatic: boolean
}

/** Several equal blocks in a row, on both sides. */
export interface Folded {
  readonly count: number
  readonly tokens: number
  readonly outcome: Outcome
  readonly reach: number
  readonly ends: number
}

interface Common {
  readonly relation: Relation
  /** Behind the first difference: equal text that cannot be reached. */
  readonly isBeyond: boolean
  /** The prefix differs here for the first time. */
  readonly isDivergence: boolean
}

export interface PairRow extends Common {
  readonly kind: 'pair'
  readonly before: Side | undefined
  readonly now: Side | undefined
}

export interface FoldRow extends Common {
  readonly kind: 'fold'
  /** Names the fold among those of its stack, to open it. */
  readonly id: number
  readonly section: Section
  readonly before: Folded
  readonly now: Folded
}

export type StackRow = PairRow | FoldRow
