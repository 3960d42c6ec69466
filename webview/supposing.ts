import { simulate } from '../src/core/simulate.ts'
import { choose } from './chosen.ts'
import { findIn } from './find.ts'
import { type Session, withRun } from './session.ts'
import { type Comparison, compare } from './strategies.ts'
import type { State } from './state.ts'
import { type WhatIf, suppose, supposes } from './what-if.ts'

/** Shows the log as it would have gone under what is supposed; the chosen strategy stays. */
export function supposed(state: State, whatIf: WhatIf): State {
  const { recorded } = state
  if (!recorded) return { ...state, whatIf }
  const sent = under(recorded, whatIf)
  const find = findIn(sent, state.find.text, state.find.digests)
  const next = { ...state, whatIf, sent, find, comparison: compareAtOnce(sent) }
  return choose({ ...next, session: undefined }, state.strategy)
}

/** A recorded log under what is supposed of it. */
export function under(recorded: Session, whatIf: WhatIf): Session {
  if (!supposes(whatIf)) return recorded
  const exchanges = recorded.run.iterations.map(({ exchange }) => exchange)
  return withRun(recorded, simulate(suppose(exchanges, whatIf), recorded.count))
}

/** Blocks of all requests together up to which the comparison takes no longer than a blink. */
const few = 20_000

/** The comparison of a log that is quickly compared; of others it comes later. */
export function compareAtOnce(sent: Session): Comparison | undefined {
  let blocks = 0
  for (const { exchange } of sent.run.iterations) blocks += exchange.prompt?.blocks.length ?? 0
  return blocks <= few ? compare(sent) : undefined
}
