import { type PolicyId, type Use, policies } from './policies.ts'
import type { Limit } from './tiers.ts'

/** A value in memory. */
interface Held extends Use {
  readonly value: unknown
  readonly bytes: number
  tick: number
  hits: number
  expiresAt: number
  pinned: boolean
}

/** What a value is stored with. */
export interface Keeping {
  readonly bytes: number
  /** Epoch milliseconds; Infinity for no lifetime. */
  readonly expiresAt: number
}

/** One tier in memory: never above its bytes, never past a lifetime, never without what is pinned. */
export class MemoryTier {
  readonly #held = new Map<string, Held>()
  readonly #rank: (use: Use) => number
  readonly #order: Place[] = []
  readonly #limit: Limit
  #bytes = 0
  #tick = 0
  /** No entry expires before. */
  #soonest = Infinity
  /** Entries that went because others needed their room. */
  evictions = 0

  constructor(policy: PolicyId, limit: Limit) {
    this.#rank = policies[policy]
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#held.size
  }

  /** The value of a key, used once more; undefined where there is none or its time is over. */
  get(key: string, now: number): unknown {
    const held = this.#held.get(key)
    if (!held) return undefined
    if (held.expiresAt <= now) {
      this.delete(key)
      return undefined
    }
    held.tick = ++this.#tick
    held.hits++
    return held.value
  }

  /** Stores a value; false when there is no room for it beside what may not go. The value it replaces is gone. */
  set(key: string, value: unknown, { bytes, expiresAt }: Keeping, now: number): boolean {
    const before = this.#held.get(key)
    const pinned = before?.pinned === true && before.expiresAt > now
    this.delete(key)
    if (expiresAt <= now || !this.#makeRoom(bytes, now)) return false
    const held: Held = { value, bytes, expiresAt, tick: ++this.#tick, hits: 1, pinned }
    this.#held.set(key, held)
    this.#bytes += bytes
    this.#soonest = Math.min(this.#soonest, expiresAt)
    this.#place(key, held)
    return true
  }

  delete(key: string): boolean {
    const held = this.#held.get(key)
    if (!held) return false
    this.#held.delete(key)
    this.#bytes -= held.bytes
    return true
  }

  /** Keeps a value whatever others need, until it expires; or lets it go again. */
  pin(key: string, pinned: boolean): boolean {
    const held = this.#held.get(key)
    if (!held) return false
    held.pinned = pinned
    if (!pinned) this.#place(key, held)
    return true
  }

  /** Removes what a test of its key says; how many that were. */
  remove(test: (key: string) => boolean): number {
    const keys = this.keys(test)
    for (const key of keys) this.delete(key)
    return keys.length
  }

  /** The keys that a test says. */
  keys(test: (key: string) => boolean): string[] {
    return [...this.#held.keys()].filter(test)
  }

  /** All entries, most used first. */
  hottest(): { readonly key: string; readonly pinned: boolean; readonly bytes: number }[] {
    return [...this.#held]
      .sort(([, a], [, b]) => b.hits - a.hits || b.tick - a.tick)
      .map(([key, { pinned, bytes }]) => ({ key, pinned, bytes }))
  }

  #makeRoom(bytes: number, now: number): boolean {
    const { bytes: limit } = this.#limit
    if (bytes > limit) return false
    if (this.#soonest <= now) this.#dropExpired(now)
    while (this.#bytes + bytes > limit) {
      const victim = this.#next()
      if (victim === undefined) return false
      this.delete(victim)
      this.evictions++
    }
    return true
  }

  #dropExpired(now: number): void {
    this.#soonest = Infinity
    for (const [key, { expiresAt }] of this.#held) {
      if (expiresAt <= now) this.delete(key)
      else this.#soonest = Math.min(this.#soonest, expiresAt)
    }
  }

  /**
   * The key that goes first. Places keep the rank that an entry had when it was placed; as ranks only grow, an entry
   * whose place is still right when it comes first is the lowest of all.
   */
  #next(): string | undefined {
    for (;;) {
      const place = pop(this.#order)
      if (!place) return undefined
      const { key, held } = place
      if (this.#held.get(key) !== held || held.pinned) continue
      const rank = this.#rank(held)
      if (rank === place.rank && held.tick === place.tick && rank < Infinity) return key
      if (rank < Infinity) push(this.#order, { key, held, rank, tick: held.tick })
    }
  }

  #place(key: string, held: Held): void {
    if (this.#order.length > 2 * this.#held.size + 64) {
      const live = this.#order.filter((place) => this.#held.get(place.key) === place.held)
      this.#order.length = 0
      for (const place of live) push(this.#order, place)
    }
    push(this.#order, { key, held, rank: this.#rank(held), tick: held.tick })
  }
}

/** Where an entry stands among those that may go. */
interface Place {
  readonly key: string
  readonly held: Held
  readonly rank: number
  readonly tick: number
}

const isBefore = (a: Place, b: Place): boolean =>
  a.rank < b.rank || (a.rank === b.rank && a.tick < b.tick)

/** Adds to a binary heap. */
function push(heap: Place[], place: Place): void {
  let at = heap.push(place) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = heap[parent]
    if (!above || !isBefore(place, above)) break
    heap[at] = above
    at = parent
  }
  heap[at] = place
}

/** Takes the first from a binary heap. */
function pop(heap: Place[]): Place | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    const isRight = left && right && isBefore(right, left)
    const child = isRight ? right : left
    if (!child || !isBefore(child, last)) break
    heap[at] = child
    at = 2 * at + (isRight ? 2 : 1)
  }
  heap[at] = last
  return first
}
