import { type Mark, type Prefix, ancestorAt } from './prefix.ts'
import type { Block, Usage } from './prompt.ts'
import { type Entry, attach, detach, expiryOf, insert, newStrand, renew } from './renewal.ts'
import type { Salts } from './salts.ts'

/**
 * Positions that a breakpoint looks back over, itself first: an entry 19 positions before it is found, one 20 before it
 * is not. "Prompt caching", platform.claude.com, 2026-08-22; no recording has a step that long.
 */
export const lookback = 20

/** One request, measured: what the cache needs to know of it. */
export interface CacheRequest {
  /** The whole prompt as the last of its prefixes. */
  readonly tip: Prefix
  readonly marks: readonly Mark[]
  readonly salts: Salts
  /** Tokens of a prefix of this request. */
  readonly tokensOf: (prefix: Prefix) => number
  /** Tokens of the whole prompt. */
  readonly total: number
  /** Shortest prefix that is cached, in tokens; the prefix of exactly this length is. */
  readonly minimum: number
  /** Runs of tool calls, and runs of tool results, count as one position each. */
  readonly collapsesRuns: boolean
  readonly startedAt: number
  /** When its answer began; an entry can be read from then on. */
  readonly respondedAt: number
}

/** An entry that would have been read, had it been within reach. Indices are those of its last block. */
interface Missed {
  readonly index: number
  /** Positions from the breakpoint to it, both included. */
  readonly positions: number
  readonly writtenAt: number
  readonly visibleAt: number
  readonly expiresAt: number
}

/** What the cache answered to one request. */
export interface Served {
  /** Input side only: `output` is 0. */
  readonly usage: Usage
  /** Index of the last block that was read; -1 for none. */
  readonly readTo: number
  /** Index of the last block that was read or written; -1 for none. */
  readonly cachedTo: number
  /** Breakpoints whose prefix is shorter than the minimum: they neither read nor write. */
  readonly tooShort: readonly { readonly index: number; readonly tokens: number }[]
  /** The deepest entries past `readTo` that had expired, were not yet visible, or lay behind the lookback. */
  readonly expired?: Missed
  readonly invisible?: Missed
  readonly outOfReach?: Missed
}

/** The API's prompt cache: what requests leave in it, and what later ones read. The only state in core. */
export class Cache {
  readonly #entries = new Map<string, Map<Prefix, Entry>>()

  serve(request: CacheRequest): Served {
    const { total, tokensOf, startedAt } = request
    const marks = request.marks.map((mark) => {
      const prefix = ancestorAt(request.tip, mark.index + 1)
      return { ...mark, prefix, tokens: tokensOf(prefix) }
    })
    const tooShort = marks.filter((mark) => mark.tokens < request.minimum)
    const live = marks.filter((mark) => mark.tokens >= request.minimum)
    const found = this.#look(request, live)
    const readTo = found.hit ? found.hit.prefix.depth - 1 : -1
    const last = live.at(-1)
    const a = found.hit ? tokensOf(found.hit.prefix) : 0
    const b = Math.max(a, live.findLast((mark) => mark.ttl === '1h')?.tokens ?? 0)
    const c = Math.max(b, last?.tokens ?? 0)
    if (found.hit) renew(found.hit, startedAt)
    this.#write(request, live, found.hit)
    return {
      usage: { read: a, write1h: b - a, write5m: c - b, input: Math.max(0, total - c), output: 0 },
      readTo,
      cachedTo: Math.max(readTo, last?.index ?? -1),
      tooShort: tooShort.map(({ index, tokens }) => ({ index, tokens })),
      ...(found.expired && { expired: found.expired }),
      ...(found.invisible && { invisible: found.invisible }),
      ...(found.outOfReach && { outOfReach: found.outOfReach }),
    }
  }

  /** Enters prefixes that the API marked itself, for five minutes, while it served a request; shortest first. */
  plant(
    salts: Salts,
    prefixes: readonly Prefix[],
    at: Pick<CacheRequest, 'startedAt' | 'respondedAt'>,
  ): void {
    const marks = prefixes.map((prefix) => ({
      prefix,
      index: prefix.depth - 1,
      ttl: '5m' as const,
    }))
    this.#write({ ...at, salts }, marks, undefined)
  }

  /** Forgets what a request has just written: its recorded usage shows that nothing was cached. */
  forget(request: CacheRequest): void {
    for (const { index } of request.marks) {
      const prefix = ancestorAt(request.tip, index + 1)
      const entry = this.#find(request.salts, prefix)
      if (!entry || entry.writtenAt < request.startedAt) continue
      detach(entry)
      this.#under(request.salts, prefix).delete(prefix)
    }
  }

  /** From the last breakpoint to the first, each over its own positions, until a live entry is found. */
  #look(request: CacheRequest, marks: readonly { prefix: Prefix }[]): Found {
    const found: Found = {}
    for (const { prefix } of marks.toReversed()) {
      let positions = 0
      let run = ''
      for (let at = prefix; at.parent; at = at.parent) {
        const kind = request.collapsesRuns ? runOf(at.block) : ''
        if (!kind || kind !== run) positions++
        run = kind
        const entry = this.#find(request.salts, at)
        if (!entry) continue
        if (positions > lookback) {
          if (isReadable(entry, request.startedAt)) found.outOfReach ??= missed(entry, positions)
          break
        }
        if (isReadable(entry, request.startedAt)) {
          found.hit = entry
          return found
        }
        const isExpired = expiryOf(entry) < request.startedAt
        if (isExpired) found.expired ??= missed(entry, positions)
        else found.invisible ??= missed(entry, positions)
      }
    }
    return found
  }

  #write(
    request: Pick<CacheRequest, 'salts' | 'startedAt' | 'respondedAt'>,
    marks: readonly (Mark & { prefix: Prefix })[],
    hit: Entry | undefined,
  ): void {
    const { startedAt, respondedAt, salts } = request
    let above = hit
    for (const { prefix, ttl } of marks) {
      const known = this.#find(salts, prefix)
      const isAlive = known && startedAt <= expiryOf(known)
      if (isAlive) {
        known.visibleAt = Math.min(known.visibleAt, respondedAt)
        if (hit && prefix.depth > hit.prefix.depth) above = known
        continue
      }
      const isInside = hit !== undefined && prefix.depth < hit.prefix.depth
      // An expired entry inside what was read keeps its place among those that are renewed with it.
      if (known && !isInside) detach(known)
      const entry = known ?? { prefix, ttl, writtenAt: 0, visibleAt: 0, strand: newStrand() }
      entry.ttl = ttl
      entry.writtenAt = startedAt
      entry.visibleAt = respondedAt
      this.#under(salts, prefix).set(prefix, entry)
      if (isInside && !known) insert(entry, hit)
      if (!isInside) {
        attach(entry, above ?? this.#nearest(salts, prefix, startedAt))
        above = entry
      }
    }
  }

  /** The closest entry above a prefix, if it is alive. */
  #nearest(salts: Salts, prefix: Prefix, now: number): Entry | undefined {
    for (let at = prefix.parent; at?.parent; at = at.parent) {
      const entry = this.#find(salts, at)
      if (entry) return now <= expiryOf(entry) ? entry : undefined
    }
    return undefined
  }

  #find(salts: Salts, prefix: Prefix): Entry | undefined {
    return this.#entries.get(salts[prefix.block.section])?.get(prefix)
  }

  #under(salts: Salts, prefix: Prefix): Map<Prefix, Entry> {
    const salt = salts[prefix.block.section]
    let entries = this.#entries.get(salt)
    if (!entries) this.#entries.set(salt, (entries = new Map<Prefix, Entry>()))
    return entries
  }
}

interface Found {
  hit?: Entry
  expired?: Missed
  invisible?: Missed
  outOfReach?: Missed
}

function isReadable(entry: Entry, now: number): boolean {
  return entry.visibleAt <= now && now <= expiryOf(entry)
}

/**
 * "A run of consecutive tool_use blocks counts as one position, and so does a run of tool_result blocks": on the Claude
 * API since September 2026, after third parties that quote the page (checked 2026-09-23); never recorded.
 */
export function runOf(block: Block): string {
  return block.type === 'tool_use' || block.type === 'tool_result' ? block.type : ''
}

function missed(entry: Entry, positions: number): Missed {
  const { prefix, writtenAt, visibleAt } = entry
  return { index: prefix.depth - 1, positions, writtenAt, visibleAt, expiresAt: expiryOf(entry) }
}
