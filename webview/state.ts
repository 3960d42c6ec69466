import type { Snapshot } from '../src/protocol.ts'
import type { Spacing } from './axis.ts'
import type { Filter } from './filter.ts'
import { type Find, nothingSought } from './find.ts'
import type { Range } from './scale.ts'
import type { Session } from './session.ts'
import type { Shown } from './shown.ts'
import { type Comparison, asSent } from './strategies.ts'
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
export interface Tabs {
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
