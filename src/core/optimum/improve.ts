import type { Mark } from '../prefix.ts'
import type { Marking } from '../traffic.ts'
import { type Edit, edits } from './edits.ts'
import type { Paths } from './paths.ts'
import type { Found } from './search.ts'
import { type Stored, step, stillNeeded } from './state.ts'

export interface ImproveOptions {
  /** Breakpoints that a request may carry. */
  readonly slots: number
  /** Calls that are served at most. */
  readonly steps: number
  /** Told how much of the steps is used, 0 to 1, before each length of run. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/** Savings below this share of the cost are left. */
const worthwhile = 1e-9

/**
 * Better breakpoints than some that are known, near them: every edit is tried on runs of calls, the longest first, down
 * to single calls; what costs less is kept, until a whole round finds nothing or the steps are used up. What pays only
 * when many calls in a row do it, such as an hour for all that a later conversation repeats, is found by no search that
 * looks at one call after another.
 */
export function improve(paths: Paths, start: Marking, options: ImproveOptions): Found {
  const { slots, steps, onProgress } = options
  const count = paths.all.length
  const longest = 2 ** Math.floor(Math.log2(Math.max(1, count)))
  const plan = new Plan(paths, start)
  let tried = Infinity
  while (plan.found.cost < tried) {
    tried = plan.found.cost
    for (let length = longest; length >= 1; length /= 2) {
      onProgress?.(Math.min(1, plan.steps / steps))
      for (let from = 0; from < count; from += Math.max(1, length / 2)) {
        for (const edit of edits) {
          if (plan.steps >= steps) return plan.found
          plan.attempt(edit, { from, to: Math.min(count, from + length), slots })
        }
      }
    }
  }
  return plan.found
}

interface Run {
  /** Calls, counted from 0; the end is not included. */
  readonly from: number
  readonly to: number
  readonly slots: number
}

/** Breakpoints for all calls, and the cache as it is before each of them and after the last. */
class Plan {
  /** Calls that were served so far. */
  steps = 0
  readonly #paths: Paths
  readonly #caches: Cached[] = [{ entries: [], cost: 0 }]
  #marking: Marking

  constructor(paths: Paths, marking: Marking) {
    this.#paths = paths
    this.#marking = marking
    this.#serveFrom(0)
  }

  get found(): Found {
    return { marking: this.#marking, cost: this.#caches.at(-1)?.cost ?? 0 }
  }

  /** Keeps an edit of a run of calls if all calls together cost less then. */
  attempt(edit: Edit, { from, to, slots }: Run): void {
    const made: (readonly Mark[])[] = []
    let cache = this.#before(from)
    for (let at = from; at < this.#paths.all.length; at++) {
      const isMet = at >= to && isSameCache(cache, this.#before(at))
      if (isMet) {
        const rest = this.found.cost - this.#before(at).cost
        cache = { ...cache, cost: cache.cost + rest }
        break
      }
      const was = this.#marking[at] ?? []
      const path = this.#paths.all[at]
      const marks = path && at < to ? edit(was, path, cache.entries).slice(-slots) : was
      // A run whose first call stays as it is does what a shorter one does.
      if (at === from && isSame(marks, was)) return
      if (at < to) made.push(marks)
      cache = this.#serve(at, cache, marks)
    }
    const { cost } = this.found
    if (cache.cost >= cost * (1 - worthwhile)) return
    this.#marking = [...this.#marking.slice(0, from), ...made, ...this.#marking.slice(to)]
    this.#serveFrom(from)
  }

  #before(at: number): Cached {
    return this.#caches[at] ?? { entries: [], cost: 0 }
  }

  #serve(at: number, { entries, cost }: Cached, marks: readonly Mark[]): Cached {
    const { all, positions } = this.#paths
    const path = all[at]
    if (!path) return { entries, cost }
    this.steps++
    const served = step(entries, path, marks, positions)
    return { entries: stillNeeded(served.entries, all), cost: cost + served.cost }
  }

  #serveFrom(from: number): void {
    for (let at = from; at < this.#paths.all.length; at++) {
      this.#caches[at + 1] = this.#serve(at, this.#before(at), this.#marking[at] ?? [])
    }
  }
}

/** A cache, and what has been paid for it. */
interface Cached {
  readonly entries: readonly Stored[]
  readonly cost: number
}

function isSame(some: readonly Mark[], others: readonly Mark[]): boolean {
  if (some.length !== others.length) return false
  return some.every(({ index, ttl }, i) => index === others[i]?.index && ttl === others[i].ttl)
}

function isSameCache({ entries }: Cached, other: Cached): boolean {
  if (entries.length !== other.entries.length) return false
  return entries.every((entry, i) => isSameEntry(entry, other.entries[i]))
}

function isSameEntry(entry: Stored, other: Stored | undefined): boolean {
  if (entry === other) return true
  return (
    entry.place === other?.place &&
    entry.ttl === other.ttl &&
    entry.renewedAt === other.renewedAt &&
    entry.visibleAt === other.visibleAt
  )
}
