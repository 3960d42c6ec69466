import { filtered } from './received.ts'
import { type Comparison, keyOf, sessionUnder } from './strategies.ts'
import type { State } from './state.ts'

/** The key of the log as it was sent. */
export const asSent = 'as-sent'

/** The comparison is there: a strategy that was chosen before is shown at once. */
export function compared(state: State, comparison: Comparison): State {
  if (comparison.sent !== state.sent) return state
  return choose({ ...state, comparison }, state.strategy)
}

/** Shows the log as a strategy would have sent it; what is looked at stays. */
export function choose(state: State, key: string): State {
  const { sent, comparison, range } = state
  if (!sent) return state
  const row = comparison?.rows.find((each) => keyOf(each) === key)
  const session = row ? sessionUnder(sent, row) : sent
  if (session === state.session) return { ...state, strategy: row ? key : state.strategy }
  const next = filtered({ ...state, session, strategy: row ? key : asSent }, state.filter)
  const isSameLength = next.shown?.indices.length === state.shown?.indices.length
  return { ...next, playing: state.playing, ...(isSameLength && { range }) }
}
