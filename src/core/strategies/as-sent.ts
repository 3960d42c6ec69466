import type { Strategy } from '../strategy.ts'

/** What the log itself did. */
export const asSent: Strategy = {
  id: 'as-sent',
  name: 'As sent',
  summary: 'Breakpoints where the log has them.',
  lifetimes: [],
  place: () => [],
  marks: (call) => call.marks,
}
