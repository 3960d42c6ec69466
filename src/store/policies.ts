/** How an entry was used so far. */
export interface Use {
  /** Grows with every use of any entry; that of this one's last. */
  readonly tick: number
  /** Epoch milliseconds; Infinity for an entry without a lifetime. */
  readonly expiresAt: number
  readonly hits: number
}

/** Redis' own names for the same. */
export type PolicyId = 'lru' | 'volatile-lru' | 'volatile-ttl' | 'lfu'

/**
 * Who goes first when a tier is full: the entry with the lowest rank, and of equals the one whose last use is longest
 * ago. An infinite rank never goes. A rank may only grow while an entry is used.
 *
 * The well-known packages each fit one of the four, and none bounds bytes, pins entries and lets its limits change;
 * so one tier ranks by one of these functions instead.
 */
export const policies: Readonly<Record<PolicyId, (use: Use) => number>> = {
  lru: ({ tick }) => tick,
  'volatile-lru': ({ tick, expiresAt }) => (expiresAt === Infinity ? Infinity : tick),
  'volatile-ttl': ({ expiresAt }) => expiresAt,
  lfu: ({ hits }) => hits,
}
