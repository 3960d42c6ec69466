import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'

/** Tools keep their entry when the system prompt changes. */
export const toolsAndSystem: Strategy = {
  id: 'tools-and-system',
  name: 'Tools and system',
  summary: 'A breakpoint behind the tools and one behind the system prompt.',
  lifetimes: ['5m', '1h'],
  place: ({ tip }) => [ancestorAt(tip, tip.toolsEnd), ancestorAt(tip, tip.systemEnd)],
}
