import type { Snapshot } from '../src/protocol.ts'
import type { Spacing } from './axis.ts'
import { choose, compared, searched } from './chosen.ts'
import type { Filter } from './filter.ts'
import { findIn } from './find.ts'
import {
  type Step,
  brush,
  filtered,
  pan,
  play,
  select,
  showAll,
  step,
  tick,
  zoomed,
} from './moves.ts'
import type { SearchNews } from './optimum.ts'
import { measured, received } from './received.ts'
import type { Range } from './scale.ts'
import type { Speed, State, Tabs } from './state.ts'
import type { Comparison } from './strategies.ts'
import { supposed } from './supposing.ts'
import { type WhatIf } from './what-if.ts'

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
