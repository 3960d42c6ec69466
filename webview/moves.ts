import type { Filter } from './filter.ts'
import { type Range, follow, rangeFor, within, zoom } from './scale.ts'
import { type Shown, positionOf, shownOf } from './shown.ts'
import type { State } from './state.ts'

/** Where one can go from the chosen iteration. */
export type Step =
  | 'previous'
  | 'next'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'previousMiss'
  | 'nextMiss'
  | 'previousFound'
  | 'nextFound'

/** Chooses an iteration, and brings it in sight. */
export function select(state: State, index: number): State {
  const { shown } = state
  if (!shown) return state
  const position = positionOf(shown, index)
  const range = follow(state.range, position, shown.indices.length)
  if (index === state.selected) return range === state.range ? state : { ...state, range }
  return { ...state, selected: index, range, row: -1, opened: [] }
}

/** How far Page Up and Page Down go. */
const page = 10

/** Chooses another iteration by where it lies from the chosen one. */
export function step(state: State, by: Step): State {
  const { shown } = state
  if (!shown) return state
  const last = shown.indices.length - 1
  const at = positionOf(shown, state.selected)
  const isLost = (position: number): boolean => (shown.lost[position] ?? 0) > 0
  const found = new Set(state.find.iterations)
  const isFound = (position: number): boolean => found.has(shown.indices[position] ?? -1)
  const targets: Record<Step, () => number> = {
    previous: () => at - 1,
    next: () => at + 1,
    pageUp: () => at - page,
    pageDown: () => at + page,
    first: () => 0,
    last: () => last,
    previousMiss: () => nearest(shown, at, -1, isLost),
    nextMiss: () => nearest(shown, at, 1, isLost),
    previousFound: () => nearest(shown, at, -1, isFound),
    nextFound: () => nearest(shown, at, 1, isFound),
  }
  const to = Math.max(0, Math.min(last, targets[by]()))
  return select(state, shown.indices[to] ?? state.selected)
}

/** The nearest position in a direction of which something holds, going around the end; `at` where there is none. */
function nearest(
  { indices: { length: count } }: Shown,
  at: number,
  direction: 1 | -1,
  holds: (position: number) => boolean,
): number {
  for (let i = 1; i <= count; i++) {
    const position = (at + direction * i + count) % count
    if (holds(position)) return position
  }
  return at
}

function isAtEnd({ shown, selected }: State): boolean {
  return !shown || selected >= (shown.indices.at(-1) ?? 0)
}

/** One step of playing; it stops at the end. */
export function tick(state: State): State {
  if (!state.playing) return state
  const next = step(state, 'next')
  return isAtEnd(next) ? { ...next, playing: false } : next
}

/** Plays or pauses; from the end it starts over. */
export function play(state: State): State {
  if (state.playing) return { ...state, playing: false }
  if ((state.shown?.indices.length ?? 0) < 2) return state
  return { ...(isAtEnd(state) ? step(state, 'first') : state), playing: true }
}

/** Shows `factor` times as many iterations. */
export function zoomed(state: State, factor: number, anchor?: number): State {
  const { shown } = state
  if (!shown) return state
  const at = anchor ?? positionOf(shown, state.selected) + 0.5
  return { ...state, range: zoom(state.range, factor, at, shown.indices.length) }
}

/** Shows the positions that were brushed over. */
export function brush(state: State, { start, end }: Range): State {
  const count = state.shown?.indices.length ?? 0
  const middle = (start + end) / 2
  const half = Math.max(Math.min(count, fewest), end - start) / 2
  return { ...state, range: within({ start: middle - half, end: middle + half }, count) }
}

/** Positions that a brush shows at the least. */
const fewest = 2

/** Shows every iteration. */
export function showAll(state: State): State {
  return { ...state, range: { start: 0, end: state.shown?.indices.length ?? 0 } }
}

/** Moves along the timeline, and leaves the choice where it is. */
export function pan(state: State, by: number): State {
  const { shown, range } = state
  if (!shown) return state
  const length = range.end - range.start
  const start = Math.max(0, Math.min(shown.indices.length - length, Math.round(range.start + by)))
  return { ...state, range: { start, end: start + length } }
}

/** Shows what a filter lets through; the chosen iteration stays, or the one before it. */
export function filtered(state: State, filter: Filter): State {
  if (!state.session) return state
  const shown = shownOf(state.session, filter)
  const position = positionOf(shown, state.selected)
  const range = rangeFor(shown.indices.length, state.width, position)
  const next = { ...state, filter, shown, range, playing: false }
  return select(next, shown.indices[position] ?? state.selected)
}
