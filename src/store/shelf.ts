import { tierOf } from './keys.ts'
import type { TierId } from './tiers.ts'

/** An entry as it is written to disk. */
export interface Writing {
  readonly key: string
  readonly bytes: Uint8Array
  /** Epoch milliseconds; Infinity for no lifetime. */
  readonly expiresAt: number
}

/** An entry as it is read from disk. */
export interface Kept {
  readonly bytes: Uint8Array
  readonly expiresAt: number
}

/** How many entries went for the room of others, by tier. */
export type Evicted = Readonly<Partial<Record<TierId, number>>>

/** How full a tier is on disk. */
export interface Fill {
  readonly entries: number
  readonly bytes: number
  readonly pinned: number
}

/**
 * A folder on disk that holds the tiers, shared by all windows and commands of this person. Synchronous: a look-up costs
 * microseconds. It may fail at any time, as disks do: whoever calls it goes on without it.
 */
export interface Shelf {
  readonly kind: 'sqlite' | 'files'
  read(key: string, now: number): Kept | undefined
  /** Writes all, each with the tier's eviction; how many entries went for their room, by tier. */
  write(entries: readonly Writing[], now: number): Evicted
  /** Counts a use of each key, for the policies. */
  touch(keys: readonly string[], now: number): void
  /** Keeps what a pattern matches, or lets it go; how many. */
  pin(pattern: string, pinned: boolean): number
  /** Removes what a pattern matches; how many. */
  remove(pattern: string): number
  /** Keys of a tier that are not expired, most used first. */
  keys(tier: TierId, now: number): readonly ListedKey[]
  fill(tier: TierId): Fill
  /** A note under a name, shared by all: actions of the optimiser, the version. */
  note(name: string): string | undefined
  setNote(name: string, text: string): void
  /** Adds to counters that all share. */
  add(counters: ReadonlyMap<string, number>): void
  counters(): ReadonlyMap<string, number>
  close(): void
}

export interface ListedKey {
  readonly key: string
  readonly hits: number
  readonly pinned: boolean
  readonly bytes: number
  readonly expiresAt: number
}

/** Puts entries one after the other, each of which says how many went for its room. */
export function putAll(entries: readonly Writing[], put: (entry: Writing) => number): Evicted {
  const evicted: Partial<Record<TierId, number>> = {}
  for (const entry of entries) {
    const tier = tierOf(entry.key)
    evicted[tier] = (evicted[tier] ?? 0) + put(entry)
  }
  return evicted
}
