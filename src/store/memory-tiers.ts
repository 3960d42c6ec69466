import { tierOf } from './keys.ts'
import { type Keeping, MemoryTier } from './memory.ts'
import type { Statistics } from './statistics.ts'
import { type Limits, type TierId, byTier, tiers } from './tiers.ts'

/** All tiers in memory, which tell the statistics what had to go. */
export class MemoryTiers {
  readonly #tiers: Readonly<Record<TierId, MemoryTier>>
  readonly #statistics: Statistics

  constructor(limits: Limits, statistics: Statistics) {
    this.#tiers = byTier(({ id, policy }) => new MemoryTier(policy, limits[id]))
    this.#statistics = statistics
  }

  of(tier: TierId): Omit<MemoryTier, 'set' | 'pin' | 'remove'> {
    return this.#tiers[tier]
  }

  set(key: string, value: unknown, keeping: Keeping, now: number): void {
    const id = tierOf(key)
    const tier = this.#tiers[id]
    const before = tier.evictions
    if (!tier.set(key, value, keeping, now)) this.#statistics.count(id, 'refused')
    this.#statistics.count(id, 'evictions', tier.evictions - before)
  }

  /** Pins what a test of its key says, or lets it go; how many. */
  pin(test: (key: string) => boolean, pinned: boolean): number {
    return this.#sum((tier) => tier.keys(test).filter((key) => tier.pin(key, pinned)).length)
  }

  /** Removes what a test of its key says; how many. */
  remove(test: (key: string) => boolean = () => true): number {
    return this.#sum((tier) => tier.remove(test))
  }

  #sum(count: (tier: MemoryTier) => number): number {
    return tiers.reduce((sum, { id }) => sum + count(this.#tiers[id]), 0)
  }
}
