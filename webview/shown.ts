import { type Totals, totalsOf } from '../src/core/simulate.ts'
import { type Filter, isEmpty, passes } from './filter.ts'
import type { Range } from './scale.ts'
import type { Session } from './session.ts'

/** The iterations that the filter lets through, as columns by position, ready to be drawn. */
export interface Shown {
  /** The iteration at each position, ascending. */
  readonly indices: Int32Array
  readonly totals: Totals
  readonly read: Float64Array
  readonly write5m: Float64Array
  readonly write1h: Float64Array
  readonly input: Float64Array
  readonly output: Float64Array
  readonly lost: Float64Array
  /** When each began, in epoch milliseconds; a clock that went back stands still. */
  readonly times: Float64Array
  /** Cost of this iteration and all before it, in US dollars. */
  readonly soFar: Float64Array
  /** The largest iteration, prompt and output together. */
  readonly peak: number
}

/** The iterations of a session that a filter lets through. */
export function shownOf(session: Session, filter: Filter): Shown {
  const all = session.run.iterations
  const list = isEmpty(filter) ? all : all.filter((each) => passes(session, each, filter))
  const shown = {
    indices: Int32Array.from(list, (each) => each.index),
    totals: list === all ? session.run.totals : totalsOf(list),
    read: Float64Array.from(list, (each) => each.usage.read),
    write5m: Float64Array.from(list, (each) => each.usage.write5m),
    write1h: Float64Array.from(list, (each) => each.usage.write1h),
    input: Float64Array.from(list, (each) => each.usage.input),
    output: Float64Array.from(list, (each) => each.usage.output),
    lost: Float64Array.from(list, (each) => each.lost),
    times: Float64Array.from(list, (each) => each.exchange.startedAt),
    soFar: Float64Array.from(list, (each) => each.cost?.total ?? 0),
    peak: 1,
  }
  for (let i = 0; i < list.length; i++) {
    shown.soFar[i] = (shown.soFar[i] ?? 0) + (shown.soFar[i - 1] ?? 0)
    shown.times[i] = Math.max(shown.times[i] ?? 0, shown.times[i - 1] ?? -Infinity)
    shown.peak = Math.max(shown.peak, tokensAt(shown, i))
  }
  return shown
}

/** Prompt and output tokens at a position. */
function tokensAt(shown: Shown, at: number): number {
  const { read, write5m, write1h, input, output } = shown
  return (
    (read[at] ?? 0) + (write5m[at] ?? 0) + (write1h[at] ?? 0) + (input[at] ?? 0) + (output[at] ?? 0)
  )
}

/** The position of an iteration, or of the nearest one before it that is shown; 0 where there is none. */
export function positionOf({ indices }: Shown, index: number): number {
  let low = 0
  let high = indices.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((indices[middle] ?? 0) <= index) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** Many iterations as few columns: the mean of each, and the share of them that lost something. */
export interface Bin {
  readonly read: number
  readonly write5m: number
  readonly write1h: number
  readonly input: number
  readonly output: number
  /** 0 to 1. */
  readonly lost: number
}

/** The mean of the positions of a range; nothing where it is empty. */
export function binOf(shown: Shown, { start: from, end: to }: Range): Bin {
  const count = Math.max(1, Math.ceil(to) - from)
  const mean = (values: Float64Array): number => {
    let sum = 0
    for (let i = from; i < to; i++) sum += values[i] ?? 0
    return sum / count
  }
  let misses = 0
  for (let i = from; i < to; i++) if ((shown.lost[i] ?? 0) > 0) misses++
  return {
    read: mean(shown.read),
    write5m: mean(shown.write5m),
    write1h: mean(shown.write1h),
    input: mean(shown.input),
    output: mean(shown.output),
    lost: misses / count,
  }
}
