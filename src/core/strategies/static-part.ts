import { ancestorAt } from '../prefix.ts'
import type { Strategy } from '../strategy.ts'

/** What a template with a boundary marks: the text before the first thing that ever changes. */
export const staticPart: Strategy = {
  id: 'static-part',
  name: 'Static part only',
  summary: 'One breakpoint behind the blocks that all requests of this log begin with.',
  lifetimes: ['5m', '1h'],
  place: ({ tip, constant }) => [ancestorAt(tip, constant)],
}
