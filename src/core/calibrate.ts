import { type CountBlock, type Estimate, Estimates } from './estimates.ts'
import { type TailOptions, type Tails, usualTail } from './frames.ts'
import type { Model } from './models.ts'
import { type Mark, type Prefix, ancestorAt } from './prefix.ts'
import type { Prompt, Usage } from './prompt.ts'
import { promptTokens } from './prompt.ts'
import type { Salts } from './salts.ts'

/** A request whose prefixes are to be measured. */
export interface Measured {
  readonly prompt: Pick<Prompt, 'parameters'>
  readonly tip: Prefix
  readonly marks: readonly Mark[]
  readonly salts: Salts
  readonly model: Model | undefined
  /** The recorded length of the whole prompt. Never how it was split: that is what is predicted from here. */
  readonly total?: number
  readonly compacted?: true | undefined
}

/** The lengths of a request's prefixes, in tokens. */
export interface Lengths {
  readonly total: number
  readonly tokensOf: (prefix: Prefix) => number
}

/** How far behind a prefix a length that is known is looked for, in blocks. */
const reach = 64

/** What was read ends at an entry: at the one whose estimate is closest, were it off by no more than this share. */
const tolerance = 0.35

/**
 * Prefix lengths, learned from recorded usage. What a request read and wrote together is the exact length of its prefix
 * at the last breakpoint; once seen, that length holds for every later request with this prefix. Between two known
 * lengths the estimates are stretched to fit, each block by its own doubt.
 */
export class Borders {
  readonly #known = new Map<string, Map<Prefix, Learned[]>>()
  /** By how much the tails of this traffic differ from the usual ones. */
  readonly #tails = new Map<string, number>()
  readonly #estimates: Estimates

  /** Lengths learned so far; the time by which they are told apart. */
  #now = 0

  readonly #fitted: Tails | undefined

  /** `tails` instead of the known ones, for those who fit their own. */
  constructor(count: CountBlock, tails?: Tails) {
    this.#estimates = new Estimates(count)
    this.#fitted = tails
  }

  /** Measures a request by what earlier ones have shown and by its own total. */
  measure(request: Measured): Lengths {
    const { tip, salts } = request
    const end = this.#endOf(request)
    const at = this.#now
    const known = new Map<Prefix, number>()
    const tokensOf = (prefix: Prefix): number => {
      const exact = this.#exact(salts, prefix, at)
      if (exact !== undefined && (exact <= end.total || request.total === undefined)) return exact
      if (prefix === tip) return end.at
      const before = known.get(prefix)
      if (before !== undefined) return before
      const tokens = this.#between(request, this.#knownAbove(salts, prefix, at), prefix, end.at)
      known.set(prefix, tokens)
      return tokens
    }
    return { total: end.total, tokensOf }
  }

  /**
   * The length of every prefix of a request, to look at: exact at the prefixes that the prediction rests on, so that
   * the blocks between them add up to it, and stretched to fit between those. Each is at least as long as the one before.
   */
  lengthsOf(request: Measured, predicted: Lengths, anchors: ReadonlySet<Prefix>): number[] {
    const { tip } = request
    const prefixes: Prefix[] = []
    for (let at = tip; at.parent; at = at.parent) prefixes.push(at)
    prefixes.reverse()
    const end = Math.min(predicted.total, predicted.tokensOf(tip))
    const lengths: number[] = []
    let from = { tokens: 0, estimate: 0 }
    prefixes.forEach((prefix, i) => {
      if (prefix !== tip && !anchors.has(prefix)) return
      const tokens = prefix === tip ? end : predicted.tokensOf(prefix)
      if (tokens < from.tokens || tokens > end) return
      const to = { tokens, estimate: this.#estimate(request, prefix).tokens }
      while (lengths.length <= i) {
        const estimate = this.#estimate(request, prefixes[lengths.length] ?? tip).tokens
        lengths.push(Math.round(between(from, to, estimate)))
      }
      from = to
    })
    return lengths
  }

  /** Learns from a request's recorded usage. `hit` is the prefix that the rules say was read. */
  learn(request: Measured, usage: Usage, hit: Prefix | undefined, minimum: number): void {
    const { salts, tip } = request
    const cached = usage.read + usage.write5m + usage.write1h
    if (cached === 0) return
    const { tokensOf } = this.measure(request)
    const marks = request.marks.map((mark) => ({
      ...mark,
      prefix: ancestorAt(tip, mark.index + 1),
    }))
    const last = marks.findLast(({ prefix }) => tokensOf(prefix) >= minimum * 0.9)
    if (!last) return
    const candidates = marks.filter((mark) => mark !== last).map(({ prefix }) => prefix)
    if (hit && hit !== last.prefix) candidates.push(hit)
    this.know(salts, last.prefix, cached)
    if (last.prefix === tip) {
      const tail = promptTokens(usage) - cached
      this.#tails.set(tailKey(request), tail - this.#usualTail(request))
    }
    const lastHour = marks.findLast((mark) => mark.ttl === '1h')
    if (lastHour && lastHour !== last && usage.write1h > 0) {
      this.know(salts, lastHour.prefix, usage.read + usage.write1h)
    }
    if (usage.read === 0 || usage.read === cached) return
    const { tokensOf: lengthOf } = this.measure(request)
    const lengths = candidates.map((prefix) => ({ prefix, tokens: lengthOf(prefix) }))
    const best = closest(lengths, usage.read)
    if (best) this.know(salts, best, usage.read)
  }

  #estimate(request: Measured, prefix: Prefix): Estimate {
    return this.#estimates.of(prefix, request.model, tailOptions(request).forcesTool)
  }

  #usualTail(request: Measured): number {
    const options = { ...tailOptions(request), ...(this.#fitted && { tails: this.#fitted }) }
    return usualTail(request.model, request.tip, options)
  }

  #endOf(request: Measured): { total: number; at: number } {
    const { tip, total } = request
    const usual = this.#usualTail(request)
    const tail = Math.max(0, usual + (this.#tails.get(tailKey(request)) ?? 0))
    if (total !== undefined) return { total, at: Math.max(0, total - tail) }
    const above = this.#knownAbove(request.salts, tip, this.#now)
    const at = Math.round(
      above.tokens +
        this.#estimate(request, tip).tokens -
        this.#estimate(request, above.prefix).tokens,
    )
    return { total: at + tail, at }
  }

  /** The length of a prefix between one that is known and the end of the request. */
  #between(request: Measured, from: Known, prefix: Prefix, end: number): number {
    const low = this.#estimate(request, from.prefix)
    const here = this.#estimate(request, prefix)
    const high = this.#estimate(request, request.tip)
    const off = end - from.tokens - (high.tokens - low.tokens)
    const doubt = high.doubt - low.doubt
    const share = doubt > 0 ? (here.doubt - low.doubt) / doubt : 0
    const tokens = Math.round(from.tokens + here.tokens - low.tokens + off * share)
    return Math.min(end, Math.max(from.tokens, tokens))
  }

  #knownAbove(salts: Salts, prefix: Prefix, now: number): Known {
    let at = prefix
    for (let steps = 0; at.parent && (steps < reach || this.#known.size === 0); steps++) {
      if (this.#known.size === 0) break
      const tokens = this.#exact(salts, at, now)
      if (tokens !== undefined) return { prefix: at, tokens }
      at = at.parent
    }
    return { prefix: ancestorAt(prefix, 0), tokens: 0 }
  }

  /** What was known of a prefix's length at a moment; later answers do not change earlier measurements. */
  #exact(salts: Salts, prefix: Prefix, now: number): number | undefined {
    const known = this.#known.get(salts[prefix.block.section])?.get(prefix)
    return known?.findLast((each) => each.since <= now)?.tokens
  }

  /** Takes the length of a prefix as known from here on. */
  know(salts: Salts, prefix: Prefix, tokens: number): void {
    const salt = salts[prefix.block.section]
    let known = this.#known.get(salt)
    if (!known) this.#known.set(salt, (known = new Map<Prefix, Learned[]>()))
    const before = known.get(prefix)
    if (before?.at(-1)?.tokens === tokens) return
    const learned = { tokens, since: ++this.#now }
    if (before) before.push(learned)
    else known.set(prefix, [learned])
  }
}

interface Anchor {
  readonly tokens: number
  readonly estimate: number
}

/** Where an estimate falls between two lengths that are known. */
function between(from: Anchor, to: Anchor, estimate: number): number {
  const span = to.estimate - from.estimate
  const share = span > 0 ? Math.min(1, Math.max(0, (estimate - from.estimate) / span)) : 1
  return from.tokens + share * (to.tokens - from.tokens)
}

interface Learned {
  readonly tokens: number
  readonly since: number
}

interface Known {
  readonly prefix: Prefix
  readonly tokens: number
}

function tailKey(request: Measured): string {
  const { thinks, forcesTool, compacts } = tailOptions(request)
  const { type } = request.tip.block
  return `${request.model?.id ?? ''} ${type} ${thinks ? 'thinks' : ''} ${forcesTool ? 'forced' : ''} ${compacts ? 'compacts' : ''}`
}

function tailOptions({ prompt, compacted }: Measured): Omit<TailOptions, 'tails'> {
  const { thinking, tool_choice: choice } = prompt.parameters
  return {
    compacts: compacted === true,
    thinks: thinking !== undefined && !thinking.includes('"disabled"'),
    forcesTool: choice !== undefined && /"type":"(any|tool)"/.test(choice),
  }
}

function closest(
  lengths: readonly { prefix: Prefix; tokens: number }[],
  read: number,
): Prefix | undefined {
  const off = ({ tokens }: { tokens: number }): number => Math.abs(tokens - read)
  const [best] = [...lengths].sort((a, b) => off(a) - off(b))
  return best && off(best) <= read * tolerance ? best.prefix : undefined
}
