import { ancestorAt } from '../prefix.ts'
import { withoutStaleContext } from '../stale-context.ts'
import type { Strategy } from '../strategy.ts'
import { userTurns } from '../turns.ts'

/**
 * Saves the tokens of old states at a price: the message that carried the state is another text in the next request, so
 * that its entry is never read again, nor anything behind it.
 */
export const contextStripped: Strategy = {
  id: 'context-stripped',
  name: 'Last two messages, stale context stripped',
  summary:
    'The sliding window, with state such as <current_…> taken out of all but the last message.',
  lifetimes: ['5m', '1h', 'mixed'],
  prepare: withoutStaleContext,
  place: ({ tip }) => [ancestorAt(tip, tip.systemEnd), ...userTurns(tip, 2)],
}
