import type { Strategy } from '../strategy.ts'

/** A top-level `cache_control`. "Automatic caching" in "Prompt caching", platform.claude.com, 2026-08-22. */
export const automatic: Strategy = {
  id: 'automatic',
  name: 'Automatic',
  summary: 'A top-level cache_control: the API marks the last block of every request.',
  lifetimes: ['5m', '1h'],
  place: ({ tip }) => [tip],
}
