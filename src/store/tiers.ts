import type { PolicyId } from './policies.ts'

export type TierId = 'prompt' | 'module' | 'context' | 'result'

/** One level of the store. How many bytes and hours it has is a setting; the rest is what it is. */
export interface Tier {
  readonly id: TierId
  readonly level: 'L1' | 'L2' | 'L3' | 'L4'
  /** What it holds, as a person reads it. */
  readonly holds: string
  /** Who goes first when it is full. */
  readonly policy: PolicyId
  /** The share of look-ups that it should answer, 0 to 1. */
  readonly target: number
}

/** All levels, hottest first. */
export const tiers: readonly Tier[] = [
  {
    id: 'prompt',
    level: 'L1',
    holds: 'analysed prompts and their token counts',
    policy: 'lru',
    target: 0.95,
  },
  {
    id: 'module',
    level: 'L2',
    holds: 'exact counts of prefixes',
    policy: 'volatile-lru',
    target: 0.9,
  },
  {
    id: 'context',
    level: 'L3',
    holds: 'indexes of captured logs',
    policy: 'volatile-ttl',
    target: 0.85,
  },
  {
    id: 'result',
    level: 'L4',
    holds: 'results of test requests',
    policy: 'lfu',
    target: 0.7,
  },
]

/** How much a tier may hold, and how long. */
export interface Limit {
  /** In memory, and again on disk. */
  readonly bytes: number
  /** Milliseconds. */
  readonly ttl: number
}

export type Limits = Readonly<Record<TierId, Limit>>

/** One value for each tier. */
export function byTier<T>(make: (tier: Tier) => T): Record<TierId, T> {
  return Object.fromEntries(tiers.map((tier) => [tier.id, make(tier)])) as Record<TierId, T>
}
