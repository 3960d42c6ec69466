import type { Strategy } from '../strategy.ts'

/** Without a breakpoint nothing is cached. */
export const none: Strategy = {
  id: 'none',
  name: 'No caching',
  summary: 'No breakpoint: every token is billed as input.',
  lifetimes: [],
  place: () => [],
}
