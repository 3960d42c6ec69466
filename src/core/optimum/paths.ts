import { isMarkable } from '../markable.ts'
import { type Prices, pricesFor } from '../models.ts'
import { type Prefix, commonPrefix } from '../prefix.ts'
import { noUsage } from '../cost.ts'
import { runOf } from '../cache.ts'
import { lifetime } from '../renewal.ts'
import type { Call } from '../traffic.ts'

/**
 * A call as rows of numbers, which a worker can be sent. A place is a prefix under the salt of its section: where one
 * entry can stand.
 */
export interface Path {
  readonly startedAt: number
  readonly respondedAt: number
  /** Tokens of the whole prompt. */
  readonly total: number
  readonly prices: Prices
  /** Its places by depth, counted from 0. */
  readonly places: Int32Array
  /** Tokens of the prefix at each place. */
  readonly lengths: Float64Array
  /** For each place the depth of the last one up to it that may be marked and is long enough; 0 for none. */
  readonly markable: Int32Array
  /** For each place the next call that goes through it, and how many later ones do; -1 and 0 for none. */
  readonly next: Int32Array
  readonly later: Int32Array
  /** Depths, counted from 1, at which an entry may serve later calls better than one further up; ascending. */
  readonly useful: readonly number[]
  /** Some later call comes through one of its places more than five minutes after the one before. */
  readonly rests: boolean
}

/** All calls of some traffic, and the position of each place's block as the lookback counts. */
export interface Paths {
  readonly all: readonly Path[]
  readonly positions: readonly number[]
}

/** Relative prices of a model that is not in the table: those that most have. */
const usualPrices: Prices = { input: 1, write5m: 1.25, write1h: 2, read: 0.1, output: 5 }

/** Follows every call through its places. The cost is the length of all prompts together. */
export function pathsOf(calls: readonly Call[]): Paths {
  const positions: number[] = []
  const numbered = numberPlaces(calls, positions)
  const ahead = lookAhead(calls, numbered, positions.length)
  const all = calls.map((call, at): Path => {
    const { startedAt, respondedAt, total, model } = call
    const coming = ahead[at] ?? nothing
    const measured = measuresOf(call)
    const useful = usefulOf(measured.markable, coming.later)
    const prices = model ? pricesFor(model, { ...noUsage, input: total }) : usualPrices
    return { startedAt, respondedAt, total, prices, ...coming, ...measured, useful }
  })
  return { all, positions }
}

type Ahead = Pick<Path, 'places' | 'next' | 'later' | 'rests'>

const nothing: Ahead = {
  places: new Int32Array(),
  next: new Int32Array(),
  later: new Int32Array(),
  rests: false,
}

function numberPlaces(calls: readonly Call[], positions: number[]): Int32Array[] {
  const numbers = new Map<string, Map<Prefix, number>>()
  const numberOf = (salt: string, prefix: Prefix, collapses: boolean, above: number): number => {
    let under = numbers.get(salt)
    if (!under) numbers.set(salt, (under = new Map<Prefix, number>()))
    const known = under.get(prefix)
    if (known !== undefined) return known
    const number = positions.length
    const before = prefix.parent?.parent ? runOf(prefix.parent.block) : ''
    const goesOn = collapses && before !== '' && before === runOf(prefix.block)
    positions.push((positions[above] ?? 0) + (goesOn ? 0 : 1))
    under.set(prefix, number)
    return number
  }
  let last: { call: Call; places: Int32Array } | undefined
  return calls.map((call) => {
    const { tip, salts, collapsesRuns } = call
    const places = new Int32Array(tip.depth)
    const isAlike = last && last.call.salts.messages === salts.messages
    const shared = isAlike && last ? commonPrefix(last.call.tip, tip).depth : 0
    if (last) places.set(last.places.subarray(0, shared))
    const open: Prefix[] = []
    for (let at = tip; at.parent && at.depth > shared; at = at.parent) open.push(at)
    for (const prefix of open.reverse()) {
      const above = prefix.depth > 1 ? (places[prefix.depth - 2] ?? -1) : -1
      const salt = salts[prefix.block.section]
      places[prefix.depth - 1] = numberOf(salt, prefix, collapsesRuns, above)
    }
    last = { call, places }
    return places
  })
}

/** From the last call to the first: who comes after. */
function lookAhead(
  calls: readonly Call[],
  numbered: readonly Int32Array[],
  count: number,
): Ahead[] {
  const coming = new Int32Array(count).fill(-1)
  const counts = new Int32Array(count)
  const resting = new Uint8Array(count)
  const ahead: Ahead[] = []
  for (let at = calls.length - 1; at >= 0; at--) {
    const places = numbered[at] ?? nothing.places
    const now = calls[at]?.startedAt ?? 0
    const next = new Int32Array(places.length)
    const later = new Int32Array(places.length)
    let rests = false
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0
      const after = coming[place] ?? -1
      next[i] = after
      later[i] = counts[place] ?? 0
      const gap = after < 0 ? 0 : (calls[after]?.startedAt ?? 0) - now
      if (gap > lifetime['5m']) resting[place] = 1
      if (resting[place] === 1) rests = true
      coming[place] = at
      counts[place] = (counts[place] ?? 0) + 1
    }
    ahead[at] = { places, next, later, rests }
  }
  return ahead
}

/** How long every prefix of a call is, and where it may be marked. */
function measuresOf({ tip, tokensOf, minimum }: Call): Pick<Path, 'lengths' | 'markable'> {
  const lengths = new Float64Array(tip.depth)
  const markable = new Int32Array(tip.depth)
  for (let at = tip; at.parent; at = at.parent) {
    lengths[at.depth - 1] = tokensOf(at)
    if (isMarkable(at)) markable[at.depth - 1] = at.depth
  }
  for (let i = 0; i < markable.length; i++) {
    if (markable[i] === 0) markable[i] = markable[i - 1] ?? 0
    else if ((lengths[i] ?? 0) < minimum) markable[i] = 0
  }
  return { lengths, markable }
}

/** Where calls that come later part from this one; of blocks that may not be marked, the last before them that may. */
function usefulOf(markable: Int32Array, later: Int32Array): number[] {
  const depths: number[] = []
  for (let depth = later.length; depth > 0; depth--) {
    const count = later[depth - 1] ?? 0
    const isShared = count > (later[depth] ?? 0)
    if (!isShared) continue
    const found = markable[depth - 1] ?? 0
    if (found > 0 && !depths.includes(found)) depths.unshift(found)
  }
  return depths
}

/** The depth of the last block up to `depth` that may be marked and whose prefix is long enough; 0 for none. */
export function markableDepth({ markable }: Path, depth: number): number {
  return markable[depth - 1] ?? 0
}
