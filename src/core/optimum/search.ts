import type { Mark } from '../prefix.ts'
import type { Marking } from '../traffic.ts'
import { type Path, type Paths, markableDepth } from './paths.ts'
import { placements } from './placements.ts'
import { type Stored, isReadable, step, stillNeeded } from './state.ts'

export interface SearchOptions {
  /** Breakpoints that a request may carry. */
  readonly slots: number
  /** Try every depth and keep every state that may still be the best, unless that takes more than so many steps. */
  readonly exhaustive?: Exhaustive
  /** Told how much is done, 0 to 1, before each call. */
  readonly onProgress?: ((share: number) => void) | undefined
}

interface Exhaustive {
  readonly steps: number
  /** What a placement that is known costs. */
  readonly known: number
  /** What the calls from each one on cost at least. */
  readonly least: readonly number[]
}

/** Breakpoints for every call, and what they cost but for the output. */
export interface Found {
  readonly marking: Marking
  readonly cost: number
}

/** A cache as it may be after some calls, what it has cost so far, and how it came about. */
interface State {
  readonly cost: number
  readonly entries: readonly Stored[]
  readonly marks: readonly Mark[]
  readonly before: State | undefined
}

/** States that are kept after each call where not all can be: fewer of long traffic, where one choice matters less. */
function widthFor(calls: number): number {
  return Math.max(3, Math.min(12, Math.floor(600 / calls)))
}

/**
 * The cheapest breakpoints, call by call over the states that the cache can be in. Exhaustive, it finds the optimum, or
 * gives up; otherwise only the depths where calls part are tried, and only the most promising states are kept.
 */
export function search({ all, positions }: Paths, options: SearchOptions): Found | undefined {
  const { exhaustive } = options
  let states: State[] = [{ cost: 0, entries: [], marks: [], before: undefined }]
  let steps = 0
  const width = widthFor(all.length)
  for (const [at, path] of all.entries()) {
    options.onProgress?.(at / all.length)
    const found = new Map<string, State>()
    for (const state of states) {
      for (const marks of marksFor(state, path, options)) {
        if (exhaustive && ++steps > exhaustive.steps) return undefined
        const served = step(state.entries, path, marks, positions)
        const cost = state.cost + served.cost
        if (exhaustive && cost + (exhaustive.least[at + 1] ?? 0) > exhaustive.known) continue
        const entries = keep(served.entries, all, exhaustive !== undefined)
        const next = { cost, entries, marks, before: state }
        const key = keyOf(entries)
        const known = found.get(key)
        if (!known || next.cost < known.cost) found.set(key, next)
      }
    }
    states = [...found.values()]
    if (!exhaustive && states.length > width) {
      const ranked = states.map((state) => ({ state, rank: state.cost - worth(state, all, at) }))
      states = ranked
        .sort((a, b) => a.rank - b.rank)
        .slice(0, width)
        .map(({ state }) => state)
    }
  }
  let best = states[0]
  for (const state of states) if (best && state.cost < best.cost) best = state
  if (!best) return undefined
  const { cost } = best
  const marking: (readonly Mark[])[] = []
  for (; best.before; best = best.before) marking.push(best.marks)
  return { marking: marking.reverse(), cost }
}

function marksFor(state: State, path: Path, { slots, exhaustive }: SearchOptions): Mark[][] {
  const depths = exhaustive ? allDepths(state, path) : depthsFor(state, path)
  return placements(depths, { slots, hours: exhaustive !== undefined || path.rests })
}

/** Every depth but those that no later call comes to: a breakpoint there does nothing that one at an entry does not. */
function allDepths({ entries }: State, path: Path): number[] {
  const { places, later } = path
  const depths: number[] = []
  for (let depth = 1; depth <= places.length; depth++) {
    const isOfUse =
      (later[depth - 1] ?? 0) > 0 || entries.some(({ place }) => place === places[depth - 1])
    if (isOfUse && markableDepth(path, depth) === depth) depths.push(depth)
  }
  return depths
}

/** Depths that are tried of many: where calls part, and where entries stand that can be read. */
function depthsFor({ entries }: State, path: Path): number[] {
  const { startedAt, useful, places, rests } = path
  const readable = entries
    .filter((entry) => places[entry.depth - 1] === entry.place && isReadable(entry, startedAt))
    .map(({ depth }) => depth)
    .sort((a, b) => b - a)
    .slice(0, 2)
  const parting = useful.length > most ? [...useful.slice(0, 1), ...useful.slice(1 - most)] : useful
  const depths = new Set([...readable, ...parting])
  const [read = 0] = readable
  // An hour costs least on the shortest piece behind, or for nothing inside, what is read.
  if (rests && read > 1) depths.add(markableDepth(path, read - 1))
  depths.delete(0)
  return [...depths].sort((a, b) => a - b)
}

/** Depths where calls part that are tried at most. */
const most = 4

/** What of a cache can still matter: entries that a call comes to in time, and no others do the same. */
function keep(entries: readonly Stored[], all: readonly Path[], exhaustive: boolean): Stored[] {
  const needed = stillNeeded(entries, all)
  if (exhaustive) return needed
  const alike = new Map<number, Stored[]>()
  for (const entry of needed) {
    const known = alike.get(entry.later)
    if (known) known.push(entry)
    else alike.set(entry.later, [entry])
  }
  return needed.filter(
    (entry) => !alike.get(entry.later)?.some((other) => replaces(other, entry, all)),
  )
}

/** Whether every call that comes to one entry comes to another, deeper one that lives as long. */
function replaces(deeper: Stored, entry: Stored, all: readonly Path[]): boolean {
  return (
    deeper.depth > entry.depth &&
    deeper.later === entry.later &&
    deeper.next === entry.next &&
    all[entry.next]?.places[deeper.depth - 1] === deeper.place &&
    (deeper.ttl === entry.ttl || deeper.ttl === '1h') &&
    deeper.renewedAt >= entry.renewedAt &&
    deeper.visibleAt <= Math.max(entry.visibleAt, all[entry.next]?.startedAt ?? 0)
  )
}

/** What the entries of a state will save, roughly: each token behind the entry above it, once. */
function worth({ entries }: State, all: readonly Path[], at: number): number {
  let sum = 0
  for (const entry of entries) {
    const path = all[entry.next]
    if (!path || entry.next <= at) continue
    let above = 0
    for (const other of entries) {
      const isAbove = other.depth < entry.depth && path.places[other.depth - 1] === other.place
      if (isAbove) above = Math.max(above, other.tokens)
    }
    const { prices } = path
    const instead = entry.later > 1 ? prices.write5m : prices.input
    sum += (entry.tokens - above) * (instead - prices.read)
  }
  return sum
}

function keyOf(entries: readonly Stored[]): string {
  return entries
    .map(({ place, ttl, renewedAt, visibleAt }) => `${place} ${ttl} ${renewedAt} ${visibleAt}`)
    .sort()
    .join(',')
}
