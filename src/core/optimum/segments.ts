import type { Paths } from './paths.ts'

/** Blocks that a call has all of or none of: an entry behind them serves the same calls as one right at their end. */
export interface Segment {
  /** Depths, counted from 0; the end is not included. */
  readonly from: number
  readonly to: number
  /** Where the block begins that only an entry at the very end covers. */
  readonly last: number
  /** An entry may stand at its end. */
  readonly isMarkable: boolean
}

/** The segments of all calls, by the place of their first block: a path is one segment after another. */
export function segmentsOf({ all, positions }: Paths): ReadonlyMap<number, Segment> {
  const traits = traitsOf({ all, positions })
  const segments = new Map<number, Segment>()
  const seen = new Uint8Array(positions.length)
  for (const { places } of all) {
    let from = 0
    while (from < places.length && seen[places[from] ?? 0] === 1) from++
    while (from < places.length) {
      const segment = segmentFrom(places, from, traits)
      segments.set(places[from] ?? 0, segment)
      for (const place of places.subarray(from, segment.to)) seen[place] = 1
      from = segment.to
    }
  }
  return segments
}

/** What all calls together show of the places, by place. */
interface Traits {
  /** How many calls go through it. */
  readonly passes: Int32Array
  /** 1 where a breakpoint may stand. */
  readonly markable: Uint8Array
  /** 1 where calls differ in how long its block is, as they may by what is rounded. */
  readonly varies: Uint8Array
}

function traitsOf({ all, positions }: Paths): Traits {
  const passes = new Int32Array(positions.length)
  const markable = new Uint8Array(positions.length)
  const varies = new Uint8Array(positions.length)
  const tokens = new Float64Array(positions.length)
  for (const path of all) {
    for (const [i, place] of path.places.entries()) {
      const own = (path.lengths[i] ?? 0) - (path.lengths[i - 1] ?? 0)
      const count = passes[place] ?? 0
      if (count > 0 && tokens[place] !== own) varies[place] = 1
      tokens[place] = own
      passes[place] = count + 1
      if (path.markable[i] === i + 1) markable[place] = 1
    }
  }
  return { passes, markable, varies }
}

function segmentFrom(places: Int32Array, from: number, traits: Traits): Segment {
  const { passes, markable, varies } = traits
  const first = places[from] ?? 0
  const isJoined = (place = 0): boolean =>
    passes[place] === passes[first] && varies[place] === 0 && varies[first] === 0
  let to = from + 1
  while (to < places.length && isJoined(places[to])) to++
  const markableBefore = (depth: number): number => {
    let end = depth
    while (end > from && markable[places[end - 1] ?? 0] === 0) end--
    return end
  }
  const end = markableBefore(to)
  if (end === from) return { from, to, last: from, isMarkable: false }
  return { from, to: end, last: markableBefore(end - 1), isMarkable: true }
}
