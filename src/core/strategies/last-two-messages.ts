import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'
import { userTurns } from '../turns.ts'

/** A sliding window: each request reads at the message that the one before marked last. */
export const lastTwoMessages: Strategy = {
  id: 'last-two-messages',
  name: 'Last two messages',
  summary: 'A sliding window: the system prompt and the last two user or tool messages.',
  lifetimes: ['5m', '1h', 'mixed'],
  place: ({ tip }) => [ancestorAt(tip, tip.systemEnd), ...userTurns(tip, 2)],
}
