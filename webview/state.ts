import type { Snapshot } from '../src/protocol.ts'
import type { Spacing } from './axis.ts'
import type { Filter } from './filter.ts'
import { type Find, findIn, nothingSought } from './find.ts'
import { type Step, brush, pan, play, select, showAll, step, tick, zoomed } from './moves.ts'
import { filtered, measured, received } from './received.ts'
import type { Range } from './scale.ts'
import { asSent, choose, compared, searched } from './chosen.ts'
import type { SearchNews } from './optimum.ts'
import type { Session } from './session.ts'
import type { Shown } from './shown.ts'
import type { Comparison } from './strategies.ts'
import { supposed } from './supposing.ts'
import { type WhatIf, asItWas } from './what-if.ts'

/** Everything that is looked at, and how. Sessions come from the panel; the rest is the reader's. */
export interface State {
  /** The newest snapshot's phase; undefined until the first has come. */
  readonly phase: Exclude<Snapshot, { state: 'ready' }> | { readonly state: 'ready' } | undefined
  /** The newest log that could be shown, as it was recorded. */
  readonly recorded: Session | undefined
  readonly whatIf: WhatIf
  /** The log under what is supposed of it, with the breakpoints that it has; stays in sight while a newer one loads. */
  readonly sent: Session | undefined
  /** What is seen of it: as it was sent, or under the chosen strategy. */
  readonly session: Session | undefined
  /** Undefined until it was computed. */
  readonly comparison: Comparison | undefined
  /** The key of the chosen strategy. */
  readonly strategy: string
  readonly shown: Shown | undefined
  readonly filter: Filter
  readonly find: Find
  /** Index of the chosen iteration. */
  readonly selected: number
  /** The chosen block of the chosen iteration's stack, as a row; -1 for none. */
  readonly row: number
  /** Positions of the timeline that are in sight. */
  readonly range: Range
  readonly spacing: Spacing
  /** Width of the timeline in pixels; 0 until it was measured. */
  readonly width: number
  readonly playing: boolean
  readonly speed: Speed
  /** Long runs of equal blocks are folded, except those opened by hand. */
  readonly folded: boolean
  readonly opened: readonly number[]
  /** What the stack stands beside: the request before, or the same one before the strategy's clean-up. */
  readonly beside: 'previous' | 'uncleaned'
  readonly tabs: Tabs
  /** Kept until the log of that name comes. */
  readonly restoring: Saved | undefined
}

/** Iterations a second. */
export type Speed = 1 | 2 | 4 | 8 | 16
export const speeds: readonly Speed[] = [1, 2, 4, 8, 16]

/** Which of the views that share a place is in front. */
interface Tabs {
  readonly detail: 'why' | 'block' | 'whatIf'
  readonly table: 'strategies' | 'iterations'
}

/** What survives a reload. */
export interface Saved {
  readonly name: string
  readonly selected: number
  readonly filter: Filter
  readonly strategy: string
  readonly whatIf: WhatIf
  readonly spacing: Spacing
  readonly speed: Speed
  readonly folded: boolean
}

export type Action =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'measured'; readonly width: number }
  | { readonly type: 'select'; readonly index: number }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'tick' }
  | { readonly type: 'play' }
  | { readonly type: 'speed'; readonly speed: Speed }
  | { readonly type: 'compared'; readonly comparison: Comparison }
  | { readonly type: 'searched'; readonly of: Comparison['traffic']; readonly news: SearchNews }
  | { readonly type: 'strategy'; readonly key: string }
  | { readonly type: 'suppose'; readonly whatIf: WhatIf }
  | { readonly type: 'beside'; readonly beside: State['beside'] }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'find'; readonly text: string }
  | { readonly type: 'found'; readonly text: string; readonly digests: readonly string[] }
  | { readonly type: 'zoom'; readonly factor: number; readonly anchor?: number }
  | { readonly type: 'brush'; readonly range: Range }
  | { readonly type: 'all' }
  | { readonly type: 'pan'; readonly by: number }
  | { readonly type: 'spacing'; readonly spacing: Spacing }
  | { readonly type: 'fold'; readonly folded: boolean }
  | { readonly type: 'open'; readonly fold: number }
  | { readonly type: 'row'; readonly row: number }
  | { readonly type: 'tabs'; readonly tabs: Partial<Tabs> }

/** How it starts, before any snapshot. */
export function initial(saved: Saved | undefined): State {
  return {
    phase: undefined,
    recorded: undefined,
    whatIf: saved?.whatIf ?? asItWas,
    sent: undefined,
    session: undefined,
    comparison: undefined,
    strategy: saved?.strategy ?? asSent,
    shown: undefined,
    filter: {},
    find: nothingSought,
    selected: 0,
    row: -1,
    range: { start: 0, end: 0 },
    spacing: saved?.spacing ?? 'even',
    width: 0,
    playing: false,
    speed: saved?.speed ?? 2,
    folded: saved?.folded ?? true,
    opened: [],
    beside: 'previous',
    tabs: { detail: 'why', table: 'strategies' },
    restoring: saved,
  }
}

/** What is kept by the editor while the webview is gone. */
export function savedOf(state: State): Saved | undefined {
  const { session, selected, filter, strategy, whatIf, spacing, speed, folded } = state
  if (!session) return state.restoring
  return { name: session.name, selected, filter, strategy, whatIf, spacing, speed, folded }
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
    case 'compared':
      return compared(state, action.comparison)
    case 'searched':
      return searched(state, action.of, action.news)
    case 'strategy':
      return choose(state, action.key)
    case 'suppose':
      return supposed(state, action.whatIf)
    case 'beside':
      return { ...state, beside: action.beside, row: -1, opened: [] }
    case 'filter':
      return filtered(state, action.filter)
    case 'find':
      return find(state, action.text)
    case 'found':
      return found(state, action.text, action.digests)
    case 'zoom':
      return zoomed(state, action.factor, action.anchor)
    case 'brush':
      return brush(state, action.range)
    case 'all':
      return showAll(state)
    case 'pan':
      return pan(state, action.by)
    case 'spacing':
      return { ...state, spacing: action.spacing }
    case 'fold':
      return { ...state, folded: action.folded, opened: [], row: -1 }
    case 'open':
      return { ...state, opened: [...state.opened, action.fold] }
    case 'row':
      return { ...state, row: action.row }
    case 'tabs':
      return { ...state, tabs: { ...state.tabs, ...action.tabs } }
  }
}

function find(state: State, text: string): State {
  return state.sent ? { ...state, find: findIn(state.sent, text) } : state
}

/** The host's answer; one to a question that is no longer asked is left alone. */
function found(state: State, text: string, digests: readonly string[]): State {
  if (!state.sent || state.find.text !== text) return state
  return { ...state, find: findIn(state.sent, text, new Set(digests)) }
}
