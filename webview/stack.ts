import { blockDigest } from '../src/core/prefix.ts'
import type { Block, Section } from '../src/core/prompt.ts'
import { type Iteration, outcomesOf } from '../src/core/simulate.ts'
import type { BlockPlace } from '../src/protocol.ts'
import { type Divergence, align } from './align.ts'
import { fold } from './fold.ts'
import { reachOf } from './reach.ts'
import type { Session } from './session.ts'
import type { Side, PairRow, StackRow } from './stack-row.ts'

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
  const { pairs, divergence } = align(before?.exchange.prompt, prompt)
  const was = before ? sidesOf(before) : []
  const is = sidesOf(now, was)
  const old = newest?.rows ?? []
  const rows = pairs.map((pair, i): PairRow => {
    const row: PairRow = {
      kind: 'pair',
      relation: pair.relation,
      before: was[pair.before],
      now: is[pair.now],
      isBeyond: divergence !== undefined && i >= divergence.at,
      isDivergence: divergence?.at === i,
    }
    const same = old[i]
    return same && isSameRow(same, row) ? same : row
  })
  let largest = 1
  for (const { tokens } of was) largest = Math.max(largest, tokens)
  for (const { tokens } of is) largest = Math.max(largest, tokens)
  const stack = { rows, divergence, largest }
  newest = stack
  stacks.set(now, { before, stack })
  return stack
}

const stacks = new WeakMap<Iteration, { before: Iteration | undefined; stack: Stack }>()

/** The stack that was made last: of the one beside it most rows are the same objects. */
let newest: Stack | undefined

function isSameRow(a: PairRow, b: PairRow): boolean {
  return (
    a.before === b.before &&
    a.now === b.now &&
    a.relation === b.relation &&
    a.isBeyond === b.isBeyond &&
    a.isDivergence === b.isDivergence
  )
}

/** The sides of an iteration; those that are no other than the ones of a request before are the same objects. */
function sidesOf(iteration: Iteration, earlier: readonly Side[] = []): readonly Side[] {
  const known = sides.get(iteration)
  if (known) return known
  const { borders, exchange } = iteration
  let breakpoints = 0
  const numbers: Record<Section, number> = { tools: 0, system: 0, messages: 0 }
  const blocks = exchange.prompt?.blocks ?? []
  const reach = reachOf(blocks, (exchange.platform ?? 'claude-api') === 'claude-api')
  const outcomeOf = outcomesOf(iteration)
  const made = blocks.map((block, at): Side => {
    const number = block.message ?? numbers[block.section]++
    const tokens = (borders[at] ?? 0) - (borders[at - 1] ?? 0)
    const outcome = outcomeOf(at)
    const reached = reach[at] ?? 0
    const ends = reached & ~(reach[at - 1] ?? 0)
    const { breakpoint: ttl, automatic } = block
    const breakpoint = ttl && { number: ++breakpoints, ttl, isAutomatic: automatic === true }
    const side = { block, at, number, tokens, outcome, breakpoint, reach: reached, ends }
    const old = earlier[at]
    return old && isSameSide(old, side) ? old : side
  })
  sides.set(iteration, made)
  return made
}

function isSameSide(a: Side, b: Side): boolean {
  return (
    a.block === b.block &&
    a.tokens === b.tokens &&
    a.outcome === b.outcome &&
    a.number === b.number &&
    a.reach === b.reach &&
    a.ends === b.ends &&
    a.breakpoint?.number === b.breakpoint?.number
  )
}

const sides = new WeakMap<Iteration, readonly Side[]>()

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
