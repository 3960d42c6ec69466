import { type TierId, byTier } from './tiers.ts'

/** Who answered a look-up. */
export type Source = 'memory' | 'disk' | 'redis'

export const sources: readonly Source[] = ['memory', 'disk', 'redis']

/** Upper ends of the classes of latencies, in milliseconds; one more class is for what is above. */
export const latencyBounds = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 20, 50] as const

/** What happened in one tier. */
export interface TierCounts {
  readonly hits: Readonly<Record<Source, number>>
  readonly misses: number
  /** Callers that waited for a computation which another had begun. */
  readonly joined: number
  readonly writes: number
  readonly evictions: number
  /** Values for which there was no room. */
  readonly refused: number
  /** Hits by their latency, in the classes of `latencyBounds`. */
  readonly latencies: Readonly<Record<Source, readonly number[]>>
  /** Sum of the latencies of hits, in milliseconds. */
  readonly latencySum: Readonly<Record<Source, number>>
}

type Name = 'misses' | 'joined' | 'writes' | 'evictions' | 'refused'

/** Counts what happens; its names are those of the counters that processes share. */
export class Statistics {
  readonly #counts = byTier(() => new Map<string, number>())
  readonly #recent = byTier((): Minute[] => [])
  readonly #missed = byTier(() => new Map<string, { subject: string; count: number }>())

  hit(tier: TierId, source: Source, milliseconds: number, now: number): void {
    const counts = this.#counts[tier]
    add(counts, hitNames[source], 1)
    add(counts, sumNames[source], milliseconds)
    let bucket = 0
    while (bucket < latencyBounds.length && milliseconds > (latencyBounds[bucket] ?? 0)) bucket++
    add(counts, bucketNames[source][bucket] ?? '', 1)
    minuteOf(this.#recent[tier], now).hits++
  }

  miss(tier: TierId, key: string, about: { readonly subject: string; readonly now: number }): void {
    add(this.#counts[tier], 'misses', 1)
    minuteOf(this.#recent[tier], about.now).misses++
    const missed = this.#missed[tier]
    const before = missed.get(key)
    // The one that was missed longest ago goes first.
    missed.delete(key)
    missed.set(key, { subject: about.subject, count: (before?.count ?? 0) + 1 })
    if (missed.size > mostMissed) missed.delete(missed.keys().next().value ?? '')
  }

  count(tier: TierId, name: Name, by = 1): void {
    if (by > 0) add(this.#counts[tier], name, by)
  }

  /** Hits and misses of the last five minutes, and how many minutes ago the first of all look-ups was. */
  recent(
    tier: TierId,
    now: number,
  ): { readonly hits: number; readonly misses: number; readonly minutes: number } {
    const from = Math.floor(now / minute) - 5
    const last = this.#recent[tier].filter(({ at }) => at >= from)
    return {
      minutes: from + 5 - (this.#recent[tier][0]?.at ?? Infinity),
      hits: last.reduce((sum, { hits }) => sum + hits, 0),
      misses: last.reduce((sum, { misses }) => sum + misses, 0),
    }
  }

  /** What was missed more than once, most often missed first. */
  missed(
    tier: TierId,
  ): { readonly key: string; readonly subject: string; readonly count: number }[] {
    return [...this.#missed[tier]]
      .map(([key, rest]) => ({ key, ...rest }))
      .filter(({ count }) => count > 1)
      .sort((a, b) => b.count - a.count)
  }

  /** Everything counted since the last call, under names that start with the tier. */
  take(): Map<string, number> {
    const all = new Map<string, number>()
    for (const [tier, counts] of Object.entries(this.#counts)) {
      for (const [name, value] of counts) all.set(`${tier}.${name}`, value)
      counts.clear()
    }
    return all
  }

  /** What was counted and not yet taken. */
  pending(): Map<string, number> {
    const all = new Map<string, number>()
    for (const [tier, counts] of Object.entries(this.#counts)) {
      for (const [name, value] of counts) all.set(`${tier}.${name}`, value)
    }
    return all
  }
}

/** The counts of a tier from counters by name. */
export function countsOf(counters: ReadonlyMap<string, number>, tier: TierId): TierCounts {
  const get = (name: string): number => counters.get(`${tier}.${name}`) ?? 0
  const each = <T>(make: (source: Source) => T): Record<Source, T> => ({
    memory: make('memory'),
    disk: make('disk'),
    redis: make('redis'),
  })
  return {
    hits: each((source) => get(hitNames[source])),
    misses: get('misses'),
    joined: get('joined'),
    writes: get('writes'),
    evictions: get('evictions'),
    refused: get('refused'),
    latencies: each((source) => bucketNames[source].map(get)),
    latencySum: each((source) => get(sumNames[source])),
  }
}

/** Look-ups below which a hit rate says nothing. */
export const fewestLookUps = 20

/** How often a tier was asked. */
export function lookUpsOf({ hits, misses }: Pick<TierCounts, 'hits' | 'misses'>): number {
  return hits.memory + hits.disk + hits.redis + misses
}

/** The share of look-ups that were answered; undefined where there was none. */
export function hitRateOf(counts: Pick<TierCounts, 'hits' | 'misses'>): number | undefined {
  const all = lookUpsOf(counts)
  return all === 0 ? undefined : (all - counts.misses) / all
}

/** The latency, in milliseconds, that a share of hits stays within, as an upper bound; undefined where there was none. */
export function latencyAt(latencies: readonly number[], share: number): number | undefined {
  const total = latencies.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  let seen = 0
  for (const [i, count] of latencies.entries()) {
    seen += count
    if (seen >= share * total) return latencyBounds[i] ?? Infinity
  }
  return Infinity
}

interface Minute {
  readonly at: number
  hits: number
  misses: number
}

const minute = 60_000

/** Keys that are remembered as missed. */
const mostMissed = 500

const hitNames = { memory: 'hits.memory', disk: 'hits.disk', redis: 'hits.redis' } as const
const sumNames = { memory: 'sum.memory', disk: 'sum.disk', redis: 'sum.redis' } as const
const bucketNames: Readonly<Record<Source, readonly string[]>> = {
  memory: namesOf('memory'),
  disk: namesOf('disk'),
  redis: namesOf('redis'),
}

function namesOf(source: Source): string[] {
  return [...latencyBounds, Infinity].map((_, i) => `latency.${source}.${i}`)
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

function minuteOf(minutes: Minute[], now: number): Minute {
  const at = Math.floor(now / minute)
  const last = minutes.at(-1)
  if (last?.at === at) return last
  const next = { at, hits: 0, misses: 0 }
  minutes.push(next)
  if (minutes.length > 7) minutes.shift()
  return next
}
