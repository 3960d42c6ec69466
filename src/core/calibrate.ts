import { type CountBlock, type Estimate, Estimates } from './estimates.ts'
import { type TailOptions, type Tails, usualTail } from './frames.ts'
import { type Known, KnownLengths } from './known-lengths.ts'
import type { Model } from './models.ts'
import { type Mark, type Prefix, ancestorAt } from './prefix.ts'
import { type Prompt, type Usage, promptTokens } from './prompt.ts'
import { type Experience, KnownRuns } from './experience.ts'
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

/** What is known before the first exchange. */
export interface BordersOptions {
  /** Instead of the known ones, for those who fit their own. */
  readonly tails?: Tails
  /** Of the sessions before this one. */
  readonly experience?: Experience | undefined
}

/** The end of a request: its whole length, and that of its prefix at the last block. */
interface End {
  readonly total: number
  readonly at: number
}

/** When a request was measured, in lengths and in runs that were known. */
interface Moment {
  readonly lengths: number
  readonly runs: number
}

/** The lengths of a request's prefixes, in tokens. */
export interface Lengths {
  readonly total: number
  readonly tokensOf: (prefix: Prefix) => number
}

/** An estimate that is short of the minimum by no more than this may yet be of a prefix that was cached. */
const mayBeCached = 0.9

/** What was read ends at an entry: at the one whose estimate is closest, were it off by no more than this share. */
const tolerance = 0.35

/**
 * Prefix lengths, learned from recorded usage. What a request read and wrote together is the exact length of its prefix
 * at the last breakpoint; once seen, that length holds for every later request with this prefix. Between two known
 * lengths the estimates are stretched to fit, each block by its own doubt.
 */
export class Borders {
  readonly #known = new KnownLengths()
  /** By how much the tails of this traffic differ from the usual ones. */
  readonly #tails: Map<string, number>
  readonly #runs: KnownRuns
  readonly #estimates: Estimates
  readonly #options: BordersOptions

  constructor(count: CountBlock, options: BordersOptions = {}) {
    this.#estimates = new Estimates(count)
    this.#options = options
    this.#tails = new Map(options.experience?.tails)
    this.#runs = new KnownRuns(options.experience)
  }

  /** What this traffic and the sessions before it have shown, for those who follow the next one. */
  get experience(): Experience {
    return { ...this.#runs.all, tails: this.#tails }
  }

  /** Measures a request by what earlier ones have shown and by its own total. */
  measure(request: Measured): Lengths {
    const end = this.#endOf(request)
    const moment = { lengths: this.#known.now, runs: this.#runs.now }
    const measured = new Map<Prefix, number>()
    const tokensOf = (prefix: Prefix): number => {
      const before = measured.get(prefix)
      if (before !== undefined) return before
      const tokens = this.#lengthOf(request, prefix, end, moment)
      measured.set(prefix, tokens)
      return tokens
    }
    return { total: end.total, tokensOf }
  }

  /** The length of a prefix: known itself, else by the blocks on one of its sides, else between what is known. */
  #lengthOf(request: Measured, prefix: Prefix, end: End, moment: Moment): number {
    const { tip, salts } = request
    const exact = this.#known.at(moment.lengths, salts, prefix)
    const most = request.total ?? Infinity
    if (exact !== undefined && exact <= most) return exact
    const root = { prefix: ancestorAt(prefix, 0), tokens: 0 }
    if (prefix === tip) {
      const whole = this.#byRuns(request, moment.runs, prefix, [root])
      return whole !== undefined && whole >= 0 && whole <= most ? whole : end.at
    }
    const above = this.#known.above(moment.lengths, salts, prefix)
    const below = this.#known.below(moment.lengths, salts, prefix, tip)
    const last = { prefix: tip, tokens: end.at }
    const next = below && below.tokens <= end.at ? below : last
    const ends = request.total === undefined ? [root, above] : [root, above, next, last]
    const known = this.#byRuns(request, moment.runs, prefix, ends)
    if (known !== undefined && known >= above.tokens && known <= next.tokens) return known
    return this.#between(request, above, prefix, next)
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
    const last = marks.findLast(({ prefix }) => tokensOf(prefix) >= minimum * mayBeCached)
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
    if (usage.read > 0 && usage.read < cached) {
      const { tokensOf: lengthOf } = this.measure(request)
      const lengths = candidates.map((prefix) => ({ prefix, tokens: lengthOf(prefix) }))
      const best = closest(lengths, usage.read)
      if (best) this.know(salts, best, usage.read)
    }
    this.#learnRuns(request, [...candidates, last.prefix])
  }

  /** Keeps what stands between those prefixes whose lengths are known. */
  #learnRuns(request: Measured, prefixes: readonly Prefix[]): void {
    let from: Known = { prefix: ancestorAt(request.tip, 0), tokens: 0 }
    const root = from
    for (const prefix of prefixes.toSorted((a, b) => a.depth - b.depth)) {
      const tokens = this.#known.at(this.#known.now, request.salts, prefix)
      if (tokens === undefined || tokens <= from.tokens) continue
      for (const start of new Set([root, from])) {
        const surplus = tokens - start.tokens - this.#estimateBetween(request, start.prefix, prefix)
        this.#runs.add(start.prefix, prefix, request.model, surplus)
      }
      from = { prefix, tokens }
    }
  }

  /**
   * The length of a prefix by a run of blocks between it and one of these: by a run that is known, or by one that is
   * nearly the same.
   */
  #byRuns(
    request: Measured,
    now: number,
    prefix: Prefix,
    ends: readonly Known[],
  ): number | undefined {
    let found: { tokens: number; difference: number } | undefined
    for (const end of ends) {
      const isAbove = end.prefix.depth < prefix.depth
      const [from, to] = isAbove ? [end.prefix, prefix] : [prefix, end.prefix]
      const tokensFor = (surplus: number): number => {
        const between = this.#estimateBetween(request, from, to) + surplus
        return end.tokens + (isAbove ? between : -between)
      }
      const surplus = this.#runs.surplusOf(now, from, to, request.model)
      if (surplus !== undefined) return tokensFor(surplus)
      const alike = this.#runs.likest(now, from, to, request.model)
      if (!alike || (found && found.difference <= alike.difference)) continue
      found = { tokens: tokensFor(alike.surplus), difference: alike.difference }
    }
    return found?.tokens
  }

  #estimateBetween(request: Measured, from: Prefix, to: Prefix): number {
    return this.#estimate(request, to).tokens - this.#estimate(request, from).tokens
  }

  #estimate(request: Measured, prefix: Prefix): Estimate {
    return this.#estimates.of(prefix, request.model, tailOptions(request).forcesTool)
  }

  #usualTail(request: Measured): number {
    const options = {
      ...tailOptions(request),
      ...(this.#options.tails && { tails: this.#options.tails }),
    }
    return usualTail(request.model, request.tip, options)
  }

  #endOf(request: Measured): End {
    const { tip, total } = request
    const usual = this.#usualTail(request)
    const tail = Math.max(0, usual + (this.#tails.get(tailKey(request)) ?? 0))
    if (total !== undefined) return { total, at: Math.max(0, total - tail) }
    const above = this.#known.above(this.#known.now, request.salts, tip)
    const at = Math.round(
      above.tokens +
        this.#estimate(request, tip).tokens -
        this.#estimate(request, above.prefix).tokens,
    )
    return { total: at + tail, at }
  }

  /** The length of a prefix between two that are known. */
  #between(request: Measured, from: Known, prefix: Prefix, to: Known): number {
    const low = this.#estimate(request, from.prefix)
    const here = this.#estimate(request, prefix)
    const high = this.#estimate(request, to.prefix)
    const off = to.tokens - from.tokens - (high.tokens - low.tokens)
    const doubt = high.doubt - low.doubt
    const share = doubt > 0 ? (here.doubt - low.doubt) / doubt : 0
    const tokens = Math.round(from.tokens + here.tokens - low.tokens + off * share)
    return Math.min(to.tokens, Math.max(from.tokens, tokens))
  }

  /** Takes the length of a prefix as known from here on. */
  know(salts: Salts, prefix: Prefix, tokens: number): void {
    this.#known.add(salts, prefix, tokens)
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
