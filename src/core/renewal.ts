import type { Prefix } from './prefix.ts'
import type { Ttl } from './prompt.ts'

/**
 * Lifetimes in milliseconds, counted from the start of the request that wrote or read the entry. "Prompt caching",
 * platform.claude.com, 2026-08-22; transcripts agree: 5m entries are read up to about 310 s and gone by 320-420 s in
 * 41 of 43 cases, 1h entries are read after 60 min and not in full after 65.
 */
export const lifetime: Readonly<Record<Ttl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 }

/** What a breakpoint left in the cache. */
export interface Entry {
  readonly prefix: Prefix
  ttl: Ttl
  /** Start of the request that wrote it last. */
  writtenAt: number
  /** When the writer's answer began; it can be read from then on. */
  visibleAt: number
  strand: Strand
}

/**
 * Entries along one path that were last renewed together. A read renews its entry and every live one inside its prefix
 * ("every turn since read through that prefix", code.claude.com, August 2026). Held this way the renewal costs one
 * step a strand rather than one an entry, and a conversation that only grows is one strand.
 */
export interface Strand {
  /** By depth. */
  readonly entries: Entry[]
  renewedAt: number
  /** Entries neither written nor renewed since had expired when the strand was last renewed. */
  readonly deadBefore: Record<Ttl, number>
  /** The entry on another strand that this one goes on from. */
  above: Entry | undefined
}

/** The last moment at which an entry can be read, were it not renewed again. */
export function expiryOf(entry: Entry): number {
  const { strand, ttl, writtenAt } = entry
  if (writtenAt < strand.deadBefore[ttl]) return writtenAt + lifetime[ttl]
  return Math.max(strand.renewedAt, writtenAt) + lifetime[ttl]
}

/** Renews an entry and every live one inside its prefix. */
export function renew(entry: Entry, now: number): void {
  for (let at: Entry | undefined = entry; at; at = at.strand.above) {
    cut(at)
    const { strand } = at
    for (const ttl of ['5m', '1h'] as const) {
      const oldest = now - lifetime[ttl]
      if (strand.renewedAt < oldest) strand.deadBefore[ttl] = oldest
    }
    strand.renewedAt = Math.max(strand.renewedAt, now)
  }
}

/** Puts an entry, new or expired, behind `above`: on its strand where that ends there, else on one of its own. */
export function attach(entry: Entry, above: Entry | undefined): void {
  const isNext = above && isLast(above) && above.strand.renewedAt >= entry.writtenAt
  const strand = isNext ? above.strand : newStrand(above)
  entry.strand = strand
  strand.entries.push(entry)
  strand.renewedAt = Math.max(strand.renewedAt, entry.writtenAt)
}

/** Puts an entry into the path of a deeper one. */
export function insert(entry: Entry, below: Entry): void {
  const { depth } = entry.prefix
  let { strand } = below
  while (strand.above && strand.above.prefix.depth > depth) strand = strand.above.strand
  const at = strand.entries.findIndex((each) => each.prefix.depth > depth)
  entry.strand = strand
  strand.entries.splice(at, 0, entry)
}

/** Takes an entry out of its strand; what went on from it still does. */
export function detach(entry: Entry): void {
  cut(entry)
  entry.strand.entries.pop()
}

/** A strand without entries. */
export function newStrand(above?: Entry): Strand {
  const never = Number.NEGATIVE_INFINITY
  return { entries: [], renewedAt: never, deadBefore: { '5m': never, '1h': never }, above }
}

function isLast(entry: Entry): boolean {
  return entry.strand.entries.at(-1) === entry
}

/** Ends the strand of an entry at that entry; what lay behind it becomes a strand of its own. */
function cut(entry: Entry): void {
  if (isLast(entry)) return
  const { strand } = entry
  const rest = strand.entries.splice(strand.entries.lastIndexOf(entry) + 1)
  const deadBefore = { ...strand.deadBefore }
  const made: Strand = { ...strand, entries: rest, deadBefore, above: entry }
  for (const each of rest) each.strand = made
}
