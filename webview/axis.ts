import { type Column, type Range, columnOf, pitchOf, positionAt } from './scale.ts'

/** How iterations are laid along the timeline: one beside the other, or where they were in time. */
export type Spacing = 'even' | 'time'

/** Where the positions in sight lie, in pixels. */
export interface Axis {
  readonly spacing: Spacing
  readonly range: Range
  readonly width: number
  /** Pixels that a position has to itself, as a rule. */
  readonly pitch: number
  readonly columnOf: (position: number) => Column
  /** The nearest position to a pixel, held within the range. */
  readonly positionAt: (x: number) => number
  /** The positions, as a range, whose columns begin within some pixels; empty where there are none. */
  readonly within: (from: number, to: number) => Range
}

/** Lays out the positions of a range; `times` holds when each began and never goes back. */
export function axisOf(spacing: Spacing, range: Range, width: number, times: Float64Array): Axis {
  return spacing === 'time' ? timeAxis(range, width, times) : evenAxis(range, width)
}

function evenAxis(range: Range, width: number): Axis {
  const pitch = pitchOf(range, width)
  return {
    spacing: 'even',
    range,
    width,
    pitch,
    columnOf: (position) => columnOf(position, range, width),
    positionAt: (x) => positionAt(x, range, width),
    within: (from, to) => {
      const start = Math.floor(range.start + from / pitch)
      return { start, end: Math.max(start + 1, Math.floor(range.start + to / pitch)) }
    },
  }
}

/** The narrowest and the widest bar where bars stand apart in time, in pixels. */
const narrowest = 3
const widest = 28

function timeAxis(range: Range, width: number, times: Float64Array): Axis {
  const first = Math.floor(range.start)
  const last = Math.max(first, Math.ceil(range.end) - 1)
  const from = times[first] ?? 0
  const span = Math.max(1, (times[last] ?? 0) - from)
  const bar = Math.max(narrowest, Math.min(widest, usualStep(times, first, last, width / span) - 1))
  const left = (position: number): number =>
    (((times[position] ?? 0) - from) / span) * Math.max(0, width - bar)
  /** The first position that begins at a pixel or behind it. */
  const firstFrom = (x: number): number => {
    let low = first
    let high = last + 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (left(middle) < x) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    spacing: 'time',
    range,
    width,
    pitch: width / Math.max(1, last + 1 - first),
    columnOf: (position) => ({ left: left(position), width: bar }),
    positionAt: (x) => {
      const wanted = x - bar / 2
      const behind = Math.min(last, firstFrom(wanted))
      const isBeforeNearer = behind > first && wanted - left(behind - 1) < left(behind) - wanted
      return isBeforeNearer ? behind - 1 : behind
    },
    within: (start, end) => ({ start: firstFrom(start), end: firstFrom(end) }),
  }
}

/** Pixels between neighbours in the middle of all steps. */
function usualStep(times: Float64Array, first: number, last: number, scale: number): number {
  const steps = new Float64Array(last - first)
  for (let i = first; i < last; i++) steps[i - first] = (times[i + 1] ?? 0) - (times[i] ?? 0)
  steps.sort()
  return (steps[steps.length >> 1] ?? 0) * scale || widest
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const steps = [
  ...[1, 5, 15, 30].map((n) => n * second),
  ...[1, 5, 15, 30].map((n) => n * minute),
  ...[1, 3, 6, 12].map((n) => n * hour),
  ...[1, 7, 30, 90, 365].map((n) => n * day),
]

/** Where the axis bears a time, and how fine the step is; times in epoch milliseconds. */
export interface TimeTicks {
  readonly step: number
  readonly at: readonly number[]
}

/** Round times between two, no more than `most`. */
export function timeTicks(from: number, to: number, most: number): TimeTicks {
  const fit = steps.find((each) => (to - from) / each <= most) ?? steps.at(-1) ?? day
  const first = Math.ceil(from / fit) * fit
  const count = Math.max(0, Math.floor((to - first) / fit) + 1)
  return {
    step: fit,
    at: Array.from({ length: Math.min(count, most + 1) }, (_, i) => first + i * fit),
  }
}
