import {
  type TierCounts,
  countsOf,
  fewestLookUps,
  hitRateOf,
  latencyAt,
  lookUpsOf,
  sources,
} from './statistics.ts'
import type { Store } from './store.ts'
import { type Tier, tiers } from './tiers.ts'

/** One tier as every face shows it. */
export interface TierReport {
  readonly tier: Tier
  readonly counts: TierCounts
  /** 0 to 1, of all processes; undefined before the first look-up. */
  readonly hitRate: number | undefined
  /** Whether it stays below its target, as far as enough look-ups show. */
  readonly isBelow: boolean
  /** The slower backend counts: on disk after a start, in memory before the first flush. */
  readonly entries: number
  readonly bytes: number
  readonly pinned: number
  readonly limit: number
  /** Milliseconds that a value is kept. */
  readonly ttl: number
  /** Milliseconds that half of the hits, and 99 of 100, stay within; upper bounds. */
  readonly median: number | undefined
  readonly p99: number | undefined
}

/** All tiers of a store, hottest first. */
export function reportOf(store: Store): readonly TierReport[] {
  const counters = store.counters()
  return tiers.map((tier) => {
    const counts = countsOf(counters, tier.id)
    const hitRate = hitRateOf(counts)
    const { memory, disk } = store.fill(tier.id)
    const latencies = sources.reduce<readonly number[]>(
      (sum, source) => counts.latencies[source].map((count, i) => count + (sum[i] ?? 0)),
      [],
    )
    return {
      tier,
      counts,
      hitRate,
      isBelow: lookUpsOf(counts) >= fewestLookUps && (hitRate ?? 1) < tier.target,
      entries: Math.max(disk.entries, memory.entries),
      bytes: disk.entries > 0 ? disk.bytes : memory.bytes,
      pinned: disk.pinned,
      limit: store.limits[tier.id].bytes,
      ttl: store.ttlOf(tier.id),
      median: latencyAt(latencies, 0.5),
      p99: latencyAt(latencies, 0.99),
    }
  })
}
