import type { Snapshot } from '../src/protocol.ts'
import { choose } from './chosen.ts'
import { type Filter, choicesOf } from './filter.ts'
import { findIn } from './find.ts'
import { filtered } from './moves.ts'
import { follow, rangeFor } from './scale.ts'
import { type Session, sessionOf } from './session.ts'
import { positionOf } from './shown.ts'
import type { State } from './state.ts'
import { asSent } from './strategies.ts'
import { compareAtOnce, under } from './supposing.ts'
import { asItWas } from './what-if.ts'

/** A snapshot from the panel: another log, or the same one grown. */
export function received(state: State, snapshot: Snapshot): State {
  if (snapshot.state !== 'ready') return { ...state, phase: snapshot, playing: false }
  const recorded = sessionOf(snapshot, snapshot.recording)
  const { name } = recorded
  const saved = state.restoring?.name === name ? state.restoring : undefined
  const old = state.recorded?.name === name ? state.sent : undefined
  const whatIf = old ? state.whatIf : (saved?.whatIf ?? asItWas)
  const session = under(recorded, whatIf)
  const last = session.run.iterations.length - 1
  const wasAtEnd = old !== undefined && state.selected === old.run.iterations.length - 1
  const wanted = wasAtEnd ? last : old ? state.selected : (saved?.selected ?? 0)
  const filter = old ? state.filter : (saved?.filter ?? {})
  const next: State = {
    ...state,
    phase: { state: 'ready' },
    recorded,
    whatIf,
    sent: session,
    session,
    comparison: compareAtOnce(session),
    strategy: old ? state.strategy : (saved?.strategy ?? asSent),
    find: findIn(session, state.find.text, state.find.digests),
    restoring: undefined,
    selected: Math.max(0, Math.min(wanted, last)),
    row: -1,
    opened: [],
  }
  const shown = filtered(next, known(session, filter))
  const zoomed = old ? keepZoom(state, shown) : shown
  return choose(zoomed, zoomed.strategy)
}

/** A log that grows is looked at as closely as before. */
function keepZoom(before: State, now: State): State {
  const length = before.range.end - before.range.start
  const isZoomed = length > 0 && length < (before.shown?.indices.length ?? 0)
  if (!isZoomed || !now.shown) return now
  const count = now.shown.indices.length
  return { ...now, range: follow(before.range, positionOf(now.shown, now.selected), count) }
}

/** As much of a filter as a session has anything of. */
function known(session: Session, { lane, model, result }: Filter): Filter {
  const choices = choicesOf(session)
  return {
    ...(lane !== undefined && session.lanes.some((each) => each.id === lane) && { lane }),
    ...(model !== undefined && choices.models.some((each) => each.value === model) && { model }),
    ...(result && choices.results.some((each) => each.value === result) && { result }),
  }
}

/** The timeline has another width. */
export function measured(state: State, width: number): State {
  if (width === state.width) return state
  if (!state.shown) return { ...state, width }
  const position = positionOf(state.shown, state.selected)
  return { ...state, width, range: rangeFor(state.shown.indices.length, width, position) }
}
