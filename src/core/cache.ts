import type { Prompt, Ttl, Usage } from './prompt.ts'

/** Positions that a breakpoint looks back over, itself first. "Prompt caching", platform.claude.com, 2026-08-22. */
export const lookback = 20

/** Lifetimes in milliseconds, counted from the start of the request that wrote or read the entry. Same source. */
export const lifetime: Readonly<Record<Ttl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 }

/** One request, measured: what the cache needs to know of it. */
export interface CacheRequest {
  readonly prompt: Prompt
  /** The key of each prefix; see `prefixKeys`. */
  readonly keys: readonly string[]
  /** Tokens of each prefix, up to and including block i. */
  readonly borders: readonly number[]
  /** Tokens of the whole prompt. */
  readonly total: number
  /** Shortest prefix that is cached, in tokens. */
  readonly minimum: number
  readonly startedAt: number
  /** When its answer began; an entry can be read from then on. */
  readonly respondedAt: number
}

/** What the cache answered to one request. */
export interface Served {
  /** Input side only: `output` is 0. */
  readonly usage: Usage
  /** Index of the last block that was read; -1 for none. */
  readonly readTo: number
  /** Index of the last block that was read or written; -1 for none. */
  readonly cachedTo: number
}

interface Entry {
  readonly ttl: Ttl
  readonly visibleAt: number
  expiresAt: number
}

/** The API's prompt cache: what requests leave in it, and what later ones read. The only state in core. */
export class Cache {
  readonly #entries = new Map<string, Entry>()

  serve(request: CacheRequest): Served {
    const { prompt, keys, borders, total, startedAt } = request
    const marked: { index: number; ttl: Ttl }[] = []
    prompt.blocks.forEach((block, index) => {
      const isLongEnough = (borders[index] ?? 0) >= request.minimum
      if (block.breakpoint && isLongEnough) marked.push({ index, ttl: block.breakpoint })
    })
    const readTo = this.#deepestHit(marked, keys, startedAt)
    const lastHour = marked.findLast((each) => each.ttl === '1h')?.index ?? -1
    const cachedTo = marked.at(-1)?.index ?? -1
    const a = borders[readTo] ?? 0
    const b = Math.max(a, borders[lastHour] ?? 0)
    const c = Math.max(b, borders[cachedTo] ?? 0)
    this.#refresh(keys, readTo, startedAt)
    for (const { index, ttl } of marked) this.#write(keys[index] ?? '', ttl, request)
    return {
      usage: { read: a, write1h: b - a, write5m: c - b, input: Math.max(0, total - c), output: 0 },
      readTo,
      cachedTo: Math.max(readTo, cachedTo),
    }
  }

  #deepestHit(marked: readonly { index: number }[], keys: readonly string[], now: number): number {
    for (const { index } of marked.toReversed()) {
      for (let i = index; i >= 0 && i > index - lookback; i--) {
        if (this.#live(keys[i], now)) return i
      }
    }
    return -1
  }

  #live(key: string | undefined, now: number): Entry | undefined {
    const entry = key === undefined ? undefined : this.#entries.get(key)
    return entry && entry.visibleAt <= now && now <= entry.expiresAt ? entry : undefined
  }

  /** A read renews the entry and every live one inside its prefix, for its own lifetime. */
  #refresh(keys: readonly string[], readTo: number, now: number): void {
    for (let i = 0; i <= readTo; i++) {
      const entry = this.#live(keys[i], now)
      if (entry) entry.expiresAt = Math.max(entry.expiresAt, now + lifetime[entry.ttl])
    }
  }

  #write(key: string, ttl: Ttl, request: CacheRequest): void {
    if (this.#live(key, request.startedAt)) return
    this.#entries.set(key, {
      ttl,
      visibleAt: request.respondedAt,
      expiresAt: request.startedAt + lifetime[ttl],
    })
  }
}
