import { optimumWords } from '../src/core/strategies/optimum.ts'
import { filtered } from './moves.ts'
import type { SearchNews } from './optimum.ts'
import type { State } from './state.ts'
import { type Comparison, asSent, keyOf, sessionUnder, withNews } from './strategies.ts'

/** The comparison is there: a strategy that was chosen before is shown at once. */
export function compared(state: State, comparison: Comparison): State {
  if (comparison.sent !== state.sent) return state
  return choose({ ...state, comparison }, state.strategy)
}

/** The search for the optimum of what is compared has news; those of another comparison are left alone. */
export function searched(state: State, of: Comparison['traffic'], news: SearchNews): State {
  const { comparison } = state
  if (comparison?.traffic !== of) return state
  return choose({ ...state, comparison: withNews(comparison, news) }, state.strategy)
}

/** Shows the log as a strategy would have sent it; what is looked at stays. */
export function choose(state: State, key: string): State {
  const { sent, comparison, range } = state
  if (!sent) return state
  const row = comparison?.rows.find((each) => keyOf(each) === key)
  const session = row ? sessionUnder(sent, row) : sent
  // What is not known yet stays chosen until it is; what the log has no row of does not.
  const isComing = !comparison || (key === optimumWords.id && !comparison.optimum)
  const strategy = row || isComing ? key : asSent
  if (session === state.session) return { ...state, strategy }
  const next = filtered({ ...state, session, strategy }, state.filter)
  const isSameLength = next.shown?.indices.length === state.shown?.indices.length
  return { ...next, playing: state.playing, ...(isSameLength && { range }) }
}
