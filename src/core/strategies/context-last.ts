import { ancestorAt } from '../prefix.ts'
import { currentContext, withContextLast } from '../stale-context.ts'
import type { Strategy } from '../strategy.ts'
import { userTurns } from '../turns.ts'

/** The history stays the same to the byte, and what changes every time is never written. */
export const contextLast: Strategy = {
  id: 'context-last',
  name: 'Current context behind the breakpoint',
  summary: 'State such as <current_…> stands once, at the very end, behind the last breakpoint.',
  lifetimes: ['5m', '1h', 'mixed'],
  prepare: withContextLast,
  place: ({ tip }) => {
    const history = ancestorAt(tip, tip.depth - currentContext(tip))
    return [ancestorAt(tip, tip.systemEnd), ...userTurns(history, 2)]
  },
}
