import type { Snapshot } from '../src/protocol.ts'
import { type Range, follow, rangeFor, zoom } from './scale.ts'
import { type Session, sessionOf } from './session.ts'
import { type Shown, positionOf, shownOf } from './shown.ts'

/** Everything that is looked at, and how. Sessions come from the panel; the rest is the reader's. */
export interface State {
  /** The newest snapshot's phase; undefined until the first has come. */
  readonly phase: Exclude<Snapshot, { state: 'ready' }> | { readonly state: 'ready' } | undefined
  /** The newest log that could be shown; stays in sight while a newer one loads. */
  readonly session: Session | undefined
  readonly shown: Shown | undefined
  /** Which lane is shown; undefined for all. */
  readonly lane: string | undefined
  /** Index of the chosen iteration. */
  readonly selected: number
  /** The chosen block of the chosen iteration's stack, as a row; -1 for none. */
  readonly row: number
  /** Positions of the timeline that are in sight. */
  readonly range: Range
  /** Width of the timeline in pixels; 0 until it was measured. */
  readonly width: number
  readonly playing: boolean
  readonly speed: Speed
  /** Long runs of equal blocks are folded, except those opened by hand. */
  readonly folded: boolean
  readonly opened: readonly number[]
  /** Kept until the log of that name comes. */
  readonly restoring: Saved | undefined
}

/** Iterations a second. */
export type Speed = 1 | 2 | 4 | 8 | 16
export const speeds: readonly Speed[] = [1, 2, 4, 8, 16]

/** What survives a reload. */
export interface Saved {
  readonly name: string
  readonly selected: number
  readonly lane?: string
  readonly speed: Speed
  readonly folded: boolean
}

export type Step =
  'previous' | 'next' | 'pageUp' | 'pageDown' | 'first' | 'last' | 'previousMiss' | 'nextMiss'

export type Action =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'measured'; readonly width: number }
  | { readonly type: 'select'; readonly index: number }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'tick' }
  | { readonly type: 'play' }
  | { readonly type: 'speed'; readonly speed: Speed }
  | { readonly type: 'lane'; readonly lane: string | undefined }
  | { readonly type: 'zoom'; readonly factor: number; readonly anchor?: number }
  | { readonly type: 'pan'; readonly by: number }
  | { readonly type: 'fold'; readonly folded: boolean }
  | { readonly type: 'open'; readonly fold: number }
  | { readonly type: 'row'; readonly row: number }

/** How it starts, before any snapshot. */
export function initial(saved: Saved | undefined): State {
  return {
    phase: undefined,
    session: undefined,
    shown: undefined,
    lane: undefined,
    selected: 0,
    row: -1,
    range: { start: 0, end: 0 },
    width: 0,
    playing: false,
    speed: saved?.speed ?? 2,
    folded: saved?.folded ?? true,
    opened: [],
    restoring: saved,
  }
}

/** What is kept by the editor while the webview is gone. */
export function savedOf(state: State): Saved | undefined {
  const { session, selected, lane, speed, folded } = state
  if (!session) return state.restoring
  return { name: session.name, selected, speed, folded, ...(lane !== undefined && { lane }) }
}

/** The one place where the state changes. */
export function update(state: State, action: Action): State {
  switch (action.type) {
    case 'snapshot':
      return received(state, action.snapshot)
    case 'measured':
      return measured(state, action.width)
    case 'select':
      return select(state, action.index)
    case 'step':
      return { ...step(state, action.step), playing: false }
    case 'tick':
      return tick(state)
    case 'play':
      return play(state)
    case 'speed':
      return { ...state, speed: action.speed }
    case 'lane':
      return filter(state, action.lane)
    case 'zoom':
      return zoomed(state, action.factor, action.anchor)
    case 'pan':
      return pan(state, action.by)
    case 'fold':
      return { ...state, folded: action.folded, opened: [], row: -1 }
    case 'open':
      return { ...state, opened: [...state.opened, action.fold] }
    case 'row':
      return { ...state, row: action.row }
  }
}

function received(state: State, snapshot: Snapshot): State {
  if (snapshot.state !== 'ready') return { ...state, phase: snapshot, playing: false }
  const session = sessionOf(snapshot.name, snapshot.recording, snapshot.problems)
  const last = session.run.iterations.length - 1
  const saved = state.restoring?.name === session.name ? state.restoring : undefined
  const old = state.session?.name === session.name ? state.session : undefined
  const isSameLog = old !== undefined
  const wasAtEnd = isSameLog && state.selected === old.run.iterations.length - 1
  const wanted = wasAtEnd ? last : isSameLog ? state.selected : (saved?.selected ?? 0)
  const lane = isSameLog ? state.lane : saved?.lane
  const known = session.lanes.some((each) => each.id === lane) ? lane : undefined
  const next: State = {
    ...state,
    phase: { state: 'ready' },
    session,
    restoring: undefined,
    selected: Math.max(0, Math.min(wanted, last)),
    row: -1,
    opened: [],
  }
  return filter(next, known)
}

function filter(state: State, lane: string | undefined): State {
  if (!state.session) return state
  const shown = shownOf(state.session, lane)
  const position = positionOf(shown, state.selected)
  const range = rangeFor(shown.indices.length, state.width, position)
  return select({ ...state, lane, shown, range }, shown.indices[position] ?? 0)
}

function measured(state: State, width: number): State {
  if (width === state.width) return state
  if (!state.shown) return { ...state, width }
  const position = positionOf(state.shown, state.selected)
  return { ...state, width, range: rangeFor(state.shown.indices.length, width, position) }
}

function select(state: State, index: number): State {
  const { shown } = state
  if (!shown) return state
  const position = positionOf(shown, index)
  const range = follow(state.range, position, shown.indices.length)
  if (index === state.selected) return range === state.range ? state : { ...state, range }
  return { ...state, selected: index, range, row: -1, opened: [] }
}

/** How far Page Up and Page Down go. */
const page = 10

function step(state: State, by: Step): State {
  const { shown } = state
  if (!shown) return state
  const last = shown.indices.length - 1
  const at = positionOf(shown, state.selected)
  const targets: Record<Step, number> = {
    previous: at - 1,
    next: at + 1,
    pageUp: at - page,
    pageDown: at + page,
    first: 0,
    last,
    previousMiss: missFrom(shown, at, -1),
    nextMiss: missFrom(shown, at, 1),
  }
  const to = Math.max(0, Math.min(last, targets[by]))
  return select(state, shown.indices[to] ?? 0)
}

/** The nearest position in a direction that lost something, going around the end; `at` where there is none. */
function missFrom({ lost }: Shown, at: number, direction: 1 | -1): number {
  const count = lost.length
  for (let i = 1; i <= count; i++) {
    const position = (at + direction * i + count) % count
    if ((lost[position] ?? 0) > 0) return position
  }
  return at
}

function isAtEnd({ shown, selected }: State): boolean {
  return !shown || selected >= (shown.indices.at(-1) ?? 0)
}

function tick(state: State): State {
  if (!state.playing) return state
  const next = step(state, 'next')
  return isAtEnd(next) ? { ...next, playing: false } : next
}

/** Plays or pauses; from the end it starts over. */
function play(state: State): State {
  if (state.playing) return { ...state, playing: false }
  if ((state.shown?.indices.length ?? 0) < 2) return state
  return { ...(isAtEnd(state) ? step(state, 'first') : state), playing: true }
}

function zoomed(state: State, factor: number, anchor?: number): State {
  const { shown } = state
  if (!shown) return state
  const at = anchor ?? positionOf(shown, state.selected) + 0.5
  return { ...state, range: zoom(state.range, factor, at, shown.indices.length) }
}

function pan(state: State, by: number): State {
  const { shown, range } = state
  if (!shown) return state
  const length = range.end - range.start
  const start = Math.max(0, Math.min(shown.indices.length - length, Math.round(range.start + by)))
  return { ...state, range: { start, end: start + length } }
}
