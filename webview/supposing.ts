import { findModel } from '../src/core/models.ts'
import { depthOf } from '../src/core/prefix.ts'
import { simulate } from '../src/core/simulate.ts'
import { type Ratio, ratioOf } from '../src/core/vocabularies.ts'
import { choose } from './chosen.ts'
import { findIn } from './find.ts'
import { type Session, withRun } from './session.ts'
import type { State } from './state.ts'
import { type Comparison, compare } from './strategies.ts'
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
  const { count, experience } = recorded
  return withRun(recorded, simulate(suppose(exchanges, whatIf), count, { experience }))
}

/** How tokens of a supposed model stand to those that were counted; undefined where no other vocabulary is supposed. */
export function supposedRatio({ run }: Session, { model }: WhatIf): Ratio | undefined {
  const supposed = findModel(model ?? '')
  for (const { model: sent } of supposed ? run.iterations : []) {
    const ratio = sent && supposed && ratioOf(sent.tokenizer, supposed.tokenizer)
    if (ratio) return ratio
  }
  return undefined
}

/** Blocks of all requests together up to which the comparison takes no longer than a blink. */
const few = 20_000

/** The comparison of a log that is quickly compared; of others it comes later. */
export function compareAtOnce(sent: Session): Comparison | undefined {
  let blocks = 0
  for (const { exchange } of sent.run.iterations)
    blocks += exchange.prompt ? depthOf(exchange.prompt) : 0
  return blocks <= few ? compare(sent) : undefined
}
