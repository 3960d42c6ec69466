import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'

/** The best of the arms in "Don't Break the Cache" (arXiv 2601.06007) for Claude Sonnet 4.5. */
export const systemOnly: Strategy = {
  id: 'system-only',
  name: 'System only',
  summary: 'One breakpoint at the end of the system prompt; the conversation is never cached.',
  lifetimes: ['5m', '1h'],
  place: ({ tip }) => (tip.systemEnd > tip.toolsEnd ? [ancestorAt(tip, tip.systemEnd)] : []),
}
