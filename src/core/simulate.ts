import { Cache, type Served } from './cache.ts'
import { type Cost, addUsage, costOf, noUsage } from './cost.ts'
import { type Model, findModel } from './models.ts'
import { blockDigest, prefixKeys } from './prefix.ts'
import { type Block, type Exchange, type Prompt, type Usage, promptTokens } from './prompt.ts'
import type { TokenCount } from './tokens.ts'

/** Counts one block for one model. */
export type CountBlock = (block: Block, model: Model | undefined) => TokenCount

/** What became of a block's tokens. */
export type Outcome = 'read' | 'write5m' | 'write1h' | 'input'

/**
 * How an iteration went, against what the request before it in the same lane had left in the cache: all of it was read,
 * a part, nothing; there was nothing to read yet; or nothing was marked.
 */
export type Verdict = 'hit' | 'partial' | 'miss' | 'first' | 'uncached'

/** One step of a replay. */
export interface Iteration {
  readonly index: number
  readonly exchange: Exchange
  readonly model: Model | undefined
  /** The conversation or sub-agent that it belongs to. */
  readonly lane: string
  /** What the rules say; undefined where the log holds no body. */
  readonly predicted: Usage | undefined
  /** The recorded usage where there is one, else the prediction. */
  readonly usage: Usage
  readonly verdict: Verdict
  /** Tokens that the request before had cached and this one did not read. */
  readonly lost: number
  readonly cost: Cost | undefined
  /** Tokens of each prefix; empty where there is no body. */
  readonly borders: readonly number[]
  /** Index of the last block read, and of the last one read or written, by the rules; -1 for none. */
  readonly readTo: number
  readonly cachedTo: number
}

export interface Totals {
  readonly usage: Usage
  /** Undefined when no model of the log has a known price. */
  readonly cost: Cost | undefined
  /** Iterations whose model has no known price. */
  readonly unpriced: number
  /** Iterations that read less than the one before had cached. */
  readonly misses: number
  /** What those misses cost more than a read, in US dollars. */
  readonly lostCost: number
}

/** A whole replay. */
export interface Run {
  readonly iterations: readonly Iteration[]
  readonly totals: Totals
}

/** Shares of the expected read below which tokens count as lost; smaller gaps are the uncached tail of a request. */
const tolerance = 0.02

/** Replays exchanges in order against the caching rules. */
export function simulate(exchanges: readonly Exchange[], count: CountBlock): Run {
  const cache = new Cache()
  const cachedByLane = new Map<string, number>()
  const iterations = exchanges.map((exchange, index) => {
    const model = findModel(exchange.prompt?.model ?? exchange.model ?? '')
    const lane = laneOf(exchange)
    const { served, borders } = serve(cache, exchange, model, count)
    const predicted = served && { ...served.usage, output: exchange.usage?.output ?? 0 }
    const usage = exchange.usage ?? predicted ?? noUsage
    const expected = cachedByLane.get(lane) ?? 0
    const cached = usage.read + usage.write5m + usage.write1h
    cachedByLane.set(lane, cached)
    const isShort = usage.read < expected * (1 - tolerance)
    return {
      index,
      exchange,
      model,
      lane,
      predicted,
      usage,
      verdict: verdictOf(usage, expected),
      lost: isShort ? Math.min(expected, promptTokens(usage)) - usage.read : 0,
      cost: model && costOf(usage, model),
      borders,
      readTo: served?.readTo ?? -1,
      cachedTo: served?.cachedTo ?? -1,
    }
  })
  return { iterations, totals: totalsOf(iterations) }
}

/** What became of block `at` of an iteration that has a body. */
export function outcomeOf(iteration: Iteration, at: number): Outcome {
  if (at <= iteration.readTo) return 'read'
  if (at > iteration.cachedTo) return 'input'
  const blocks = iteration.exchange.prompt?.blocks ?? []
  const isBeforeHour = blocks.some((block, i) => i >= at && block.breakpoint === '1h')
  return isBeforeHour ? 'write1h' : 'write5m'
}

function serve(
  cache: Cache,
  exchange: Exchange,
  model: Model | undefined,
  count: CountBlock,
): { served: Served | undefined; borders: readonly number[] } {
  const { prompt, usage, startedAt } = exchange
  if (!prompt) return { served: undefined, borders: [] }
  const borders = bordersOf(prompt, model, count, usage && promptTokens(usage))
  const served = cache.serve({
    prompt,
    keys: prefixKeys(prompt),
    borders,
    total: usage ? promptTokens(usage) : (borders.at(-1) ?? 0),
    minimum: model?.minimum ?? 1024,
    startedAt,
    respondedAt: exchange.respondedAt ?? startedAt + 1000,
  })
  return { served, borders }
}

/** Token counts of every prefix, scaled to the request's known total where there is one. */
function bordersOf(
  prompt: Prompt,
  model: Model | undefined,
  count: CountBlock,
  total: number | undefined,
): number[] {
  let sum = 0
  const borders = prompt.blocks.map((block) => (sum += count(block, model).tokens))
  const scale = total !== undefined && sum > 0 ? total / sum : 1
  return borders.map((border) => Math.round(border * scale))
}

/** Requests that begin with the same message are one conversation. */
function laneOf(exchange: Exchange): string {
  if (exchange.lane !== undefined) return exchange.lane
  const first = exchange.prompt?.blocks.find((block) => block.section === 'messages')
  return first ? blockDigest(first) : ''
}

function verdictOf(usage: Usage, expected: number): Verdict {
  const writes = usage.write5m + usage.write1h
  if (expected === 0) return usage.read > 0 ? 'hit' : writes > 0 ? 'first' : 'uncached'
  if (usage.read >= expected * (1 - tolerance)) return 'hit'
  if (usage.read > 0) return 'partial'
  return 'miss'
}

/** Sums any iterations of a replay, such as one lane's. */
export function totalsOf(iterations: readonly Iteration[]): Totals {
  let usage = noUsage
  let total = 0
  let uncached = 0
  let priced = 0
  let misses = 0
  let lostCost = 0
  for (const each of iterations) {
    usage = addUsage(usage, each.usage)
    if (each.lost > 0) misses++
    if (!each.cost || !each.model) continue
    priced++
    total += each.cost.total
    uncached += each.cost.uncached
    lostCost += (each.lost * (each.model.prices.write5m - each.model.prices.read)) / 1e6
  }
  return {
    usage,
    cost: priced > 0 ? { total, uncached } : undefined,
    unpriced: iterations.length - priced,
    misses,
    lostCost,
  }
}
