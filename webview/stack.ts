import { blockDigest } from '../src/core/prefix.ts'
import type { Block, Section, Ttl } from '../src/core/prompt.ts'
import { type Iteration, type Outcome, outcomeOf } from '../src/core/simulate.ts'
import { type Alignment, type Divergence, type Relation, align } from './align.ts'
import type { BlockPlace } from '../src/protocol.ts'
import { reachOf } from './reach.ts'
import type { Session } from './session.ts'

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
interface Folded {
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

/** A request beside the one before it. */
export interface Stack {
  readonly rows: readonly PairRow[]
  readonly divergence: Divergence | undefined
  /** Tokens of the largest block on either side. */
  readonly largest: number
}

/** The stack of an iteration; undefined where the log holds no body. */
export function stackOf(before: Iteration | undefined, now: Iteration): Stack | undefined {
  const prompt = now.exchange.prompt
  if (!prompt) return undefined
  const known = stacks.get(now)
  if (known && known.before === before) return known.stack
  const { pairs, divergence } = alignmentOf(before, now)
  const was = before ? sidesOf(before) : []
  const is = sidesOf(now)
  const rows = pairs.map((pair, i): PairRow => ({
    kind: 'pair',
    relation: pair.relation,
    before: was[pair.before],
    now: is[pair.now],
    isBeyond: divergence !== undefined && i >= divergence.at,
    isDivergence: divergence?.at === i,
  }))
  const largest = [...was, ...is].reduce((most, side) => Math.max(most, side.tokens), 1)
  const stack = { rows, divergence, largest }
  stacks.set(now, { before, stack })
  return stack
}

const stacks = new WeakMap<Iteration, { before: Iteration | undefined; stack: Stack }>()

/** What differs between an iteration and the one before it, computed once. */
function alignmentOf(before: Iteration | undefined, now: Iteration): Alignment {
  const known = alignments.get(now)
  if (known && known.before === before) return known.alignment
  const prompt = now.exchange.prompt ?? { model: '', blocks: [], parameters: {} }
  const alignment = align(before?.exchange.prompt, prompt)
  alignments.set(now, { before, alignment })
  return alignment
}

const alignments = new WeakMap<Iteration, { before: Iteration | undefined; alignment: Alignment }>()

function sidesOf(iteration: Iteration): readonly Side[] {
  const known = sides.get(iteration)
  if (known) return known
  const { borders, exchange } = iteration
  let breakpoints = 0
  const numbers: Record<Section, number> = { tools: 0, system: 0, messages: 0 }
  const blocks = exchange.prompt?.blocks ?? []
  const reach = reachOf(blocks, (exchange.platform ?? 'claude-api') === 'claude-api')
  const made = blocks.map((block, at) => ({
    block,
    at,
    number: block.message ?? numbers[block.section]++,
    tokens: (borders[at] ?? 0) - (borders[at - 1] ?? 0),
    outcome: outcomeOf(iteration, at),
    breakpoint: block.breakpoint && {
      number: ++breakpoints,
      ttl: block.breakpoint,
      isAutomatic: block.automatic === true,
    },
    reach: reach[at] ?? 0,
    ends: (reach[at] ?? 0) & ~(reach[at - 1] ?? 0),
  }))
  sides.set(iteration, made)
  return made
}

const sides = new WeakMap<Iteration, readonly Side[]>()

/** Equal rows that stay in sight at each end of a fold, and the fewest that are worth folding. */
const kept = 2
const fewest = 4

/** The rows as they are shown. */
export function rowsOf(
  { rows }: Stack,
  { folded, opened }: { readonly folded: boolean; readonly opened: readonly number[] },
): readonly StackRow[] {
  return folded ? fold(rows, opened) : rows
}

/** The pair that is chosen among the rows as they are shown; undefined for a fold and for none. */
export function chosenRow(
  stack: Stack,
  shown: { readonly folded: boolean; readonly opened: readonly number[]; readonly row: number },
): PairRow | undefined {
  const row = shown.row < 0 ? undefined : rowsOf(stack, shown)[shown.row]
  return row?.kind === 'pair' ? row : undefined
}

/** Where a block stood as the log was recorded; undefined where it was never sent. */
export function sentPlace(
  recorded: Session,
  iteration: number,
  { block, at }: Pick<Side, 'block' | 'at'>,
): BlockPlace | undefined {
  const blocks = recorded.run.iterations[iteration]?.exchange.prompt?.blocks ?? []
  const digest = blockDigest(block)
  const isSame = (each: Block | undefined): boolean =>
    each !== undefined && blockDigest(each) === digest
  const found = isSame(blocks[at]) ? at : blocks.findIndex(isSame)
  return found < 0 ? undefined : { iteration, block: found }
}

/** Folds long runs of equal rows, except those that were opened. */
export function fold(rows: readonly PairRow[], opened: readonly number[]): StackRow[] {
  const folded: StackRow[] = []
  for (let i = 0; i < rows.length;) {
    const end = runEnd(rows, i)
    const first = i + kept
    const last = end - kept
    const isWorthIt = last - first >= fewest && !opened.includes(first)
    if (isWorthIt) {
      folded.push(...rows.slice(i, first))
      folded.push(foldRow(rows.slice(first, last), first))
      folded.push(...rows.slice(last, end))
    } else folded.push(...rows.slice(i, end))
    i = end
  }
  return folded
}

/** The end, exclusive, of the rows that tell the same story as the row at `start`. */
function runEnd(rows: readonly PairRow[], start: number): number {
  const first = rows[start]
  if (!first || !isPlain(first)) return start + 1
  let end = start + 1
  while (end < rows.length) {
    const row = rows[end]
    if (!row || !isPlain(row) || storyOf(row) !== storyOf(first)) break
    end++
  }
  return end
}

function isPlain({ relation, before, now, isDivergence }: PairRow): boolean {
  return relation === 'equal' && !before?.breakpoint && !now?.breakpoint && !isDivergence
}

function storyOf({ before, now, isBeyond }: PairRow): string {
  return `${now?.block.section} ${before?.outcome} ${now?.outcome} ${isBeyond}`
}

function foldRow(rows: readonly PairRow[], id: number): FoldRow {
  const side = (of: readonly (Side | undefined)[]): Folded => ({
    count: of.length,
    tokens: of.reduce((sum, each) => sum + (each?.tokens ?? 0), 0),
    outcome: of[0]?.outcome ?? 'input',
    reach: of.at(-1)?.reach ?? 0,
    ends: (of.at(-1)?.reach ?? 0) & ~(of[0]?.reach ?? 0),
  })
  return {
    kind: 'fold',
    id,
    section: rows[0]?.now?.block.section ?? 'messages',
    relation: 'equal',
    isBeyond: rows[0]?.isBeyond ?? false,
    isDivergence: false,
    before: side(rows.map((row) => row.before)),
    now: side(rows.map((row) => row.now)),
  }
}
