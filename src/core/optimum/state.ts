import { lookback } from '../cache.ts'
import type { Mark } from '../prefix.ts'
import type { Ttl } from '../prompt.ts'
import { lifetime } from '../renewal.ts'
import type { Path } from './paths.ts'

/** An entry in a cache that may yet be read: as `Entry` in `renewal.ts`, but never changed. */
export interface Stored {
  readonly place: number
  readonly depth: number
  readonly tokens: number
  readonly ttl: Ttl
  readonly renewedAt: number
  readonly visibleAt: number
  /** The next call that goes through it. */
  readonly next: number
  /** How many calls go through it from there on. */
  readonly later: number
}

/** What serving a call costs, in US dollars a million times over, and what is in the cache then. */
export interface Step {
  readonly cost: number
  readonly entries: readonly Stored[]
}

/** Serves a call with breakpoints as `Cache` does; marks ascending, each long enough. */
export function step(
  entries: readonly Stored[],
  path: Path,
  marks: readonly Mark[],
  positions: readonly number[],
): Step {
  const { startedAt, respondedAt, total, lengths, prices } = path
  const here: Stored[] = []
  const elsewhere: Stored[] = []
  for (const entry of entries) {
    const isHere = path.places[entry.depth - 1] === entry.place
    if (isHere) here.push(entry)
    else elsewhere.push(entry)
  }
  const hit = hitOf(here, path, marks, positions)
  const tokensAt = (mark: Mark | undefined): number => (mark ? (lengths[mark.index] ?? 0) : 0)
  const a = hit?.tokens ?? 0
  const b = Math.max(a, tokensAt(marks.findLast(({ ttl }) => ttl === '1h')))
  const c = Math.max(b, tokensAt(marks.at(-1)))
  const cost =
    a * prices.read +
    (b - a) * prices.write1h +
    (c - b) * prices.write5m +
    (total - c) * prices.input
  const passed = here.map((entry): Stored => {
    const isRenewed = hit && entry.depth <= hit.depth && isAlive(entry, startedAt)
    const renewedAt = isRenewed ? Math.max(entry.renewedAt, startedAt) : entry.renewedAt
    return { ...entry, renewedAt, ...comingAfter(path, entry.depth) }
  })
  for (const { index, ttl } of marks) {
    const at = passed.findIndex(({ depth }) => depth === index + 1)
    const known = passed[at]
    if (known && isAlive(known, startedAt)) {
      passed[at] = { ...known, visibleAt: Math.min(known.visibleAt, respondedAt) }
      continue
    }
    const made: Stored = {
      place: path.places[index] ?? -1,
      depth: index + 1,
      tokens: lengths[index] ?? 0,
      ttl,
      renewedAt: startedAt,
      visibleAt: respondedAt,
      ...comingAfter(path, index + 1),
    }
    if (known) passed[at] = made
    else passed.push(made)
  }
  return { cost, entries: [...elsewhere, ...passed] }
}

function comingAfter({ next, later }: Path, depth: number): Pick<Stored, 'next' | 'later'> {
  return { next: next[depth - 1] ?? -1, later: later[depth - 1] ?? 0 }
}

/** The deepest entry that a breakpoint reaches and that can be read. */
function hitOf(
  here: readonly Stored[],
  path: Path,
  marks: readonly Mark[],
  positions: readonly number[],
): Stored | undefined {
  const now = path.startedAt
  for (const { index } of marks.toReversed()) {
    const at = positions[path.places[index] ?? -1] ?? 0
    let best: Stored | undefined
    for (const entry of here) {
      const isBehind = entry.depth <= index + 1 && entry.depth > (best?.depth ?? 0)
      const isNear = at - (positions[entry.place] ?? 0) < lookback
      if (isBehind && isNear && isReadable(entry, now)) best = entry
    }
    if (best) return best
  }
  return undefined
}

/** Whether an entry can be read at a moment. */
export function isReadable(entry: Stored, now: number): boolean {
  return entry.visibleAt <= now && isAlive(entry, now)
}

/** Whether an entry has not expired at a moment. */
function isAlive({ renewedAt, ttl }: Stored, now: number): boolean {
  return now <= renewedAt + lifetime[ttl]
}

/** The entries that some call still comes to in time. */
export function stillNeeded(entries: readonly Stored[], all: readonly Path[]): Stored[] {
  return entries.filter((entry) => {
    const next = all[entry.next]
    return next !== undefined && isAlive(entry, next.startedAt)
  })
}
