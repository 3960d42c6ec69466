import type { CountBlock } from './estimates.ts'
import { BodilessLanes, lostOf, tolerance } from './bodiless.ts'
import { type Cost, addUsage, costOf, lostCostOf, noUsage } from './cost.ts'
import type { Tails } from './frames.ts'
import { explain } from './explain.ts'
import type { Lengths } from './calibrate.ts'
import { Lanes } from './lanes.ts'
import { type Model, findModel } from './models.ts'
import { type Prediction, Predictor } from './predict.ts'
import { type Mark, marksOf } from './prefix.ts'
import type { Reason } from './reasons.ts'
import type { Experience } from './experience.ts'
import { type Exchange, type Usage, outputOf } from './prompt.ts'

export type { CountBlock } from './estimates.ts'

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
  /** Why they were not read, the first thing first; empty where nothing was lost. */
  readonly reasons: readonly Reason[]
  readonly cost: Cost | undefined
  /** Tokens of each prefix, by all that the replay has shown; empty where there is no body. */
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
  /** What it has shown of lengths, for the replay of a later session. */
  readonly experience: Experience
}

export interface SimulateOptions {
  /** What is rendered behind the last block, by model, where it was fitted rather than looked up. */
  readonly tails?: Tails
  /** What earlier sessions have shown of lengths. */
  readonly experience?: Experience | undefined
  /** The lengths themselves, where they were measured before. */
  readonly lengthsOf?: (exchange: Exchange) => Lengths | undefined
}

/** Replays exchanges in order against the caching rules. */
export function simulate(
  exchanges: readonly Exchange[],
  count: CountBlock,
  options: SimulateOptions = {},
): Run {
  const predictor = new Predictor(count, options)
  const lanes = new Lanes()
  const bodiless = new BodilessLanes()
  const iterations = exchanges.map((exchange, index): Iteration => {
    const prediction = predictor.predict(exchange)
    if (!prediction) return usageOnly(exchange, index, bodiless)
    const { model, served } = prediction
    const predicted = { ...prediction.usage, output: outputOf(exchange) }
    const usage = exchange.usage ?? predicted
    const { lane, match } = lanes.place(prediction, exchange.lane)
    const expected = match?.cached ?? 0
    const { cached } = prediction
    const { model: sent, startedAt } = exchange
    bodiless.leave(lane, { index, cached, model: sent, startedAt, ttl: '5m' })
    const hoped = Math.max(expected, byRule(prediction))
    const lost = lostOf(usage, hoped, exchange.usage ? tolerance : 0)
    const reasons = explain({ prediction, match, usage, lost })
    const isRefused = prediction.prompt.refusal !== undefined && !exchange.usage
    if (!isRefused) lanes.add({ index, lane, prediction, cached })
    if (exchange.usage) predictor.observe(prediction, exchange.usage)
    return {
      index,
      exchange,
      model,
      lane,
      predicted,
      usage,
      verdict: verdictOf(usage, expected),
      lost,
      reasons,
      cost: model && costOf(usage, model, exchange),
      get borders() {
        return predictor.lengthsOf(prediction)
      },
      readTo: served.readTo,
      cachedTo: served.cachedTo,
    }
  })
  return { iterations, totals: totalsOf(iterations), experience: predictor.experience }
}

/** An iteration of which the log holds no body: it is compared with what the one before in its lane had cached. */
function usageOnly(exchange: Exchange, index: number, bodiless: BodilessLanes): Iteration {
  const { usage = noUsage, lane = '' } = exchange
  const { expected, lost, reasons } = bodiless.add(exchange, usage, index)
  const model = findModel(exchange.model ?? '')
  return {
    index,
    exchange,
    model,
    lane,
    predicted: undefined,
    usage,
    verdict: verdictOf(usage, expected),
    lost,
    reasons,
    cost: model && costOf(usage, model, exchange),
    borders: none,
    readTo: -1,
    cachedTo: -1,
  }
}

const none: readonly never[] = []

/** What the rules say that a recorded request should have read; passes of server tools are too uncertain for that. */
function byRule(prediction: Prediction | undefined): number {
  const isSure = prediction?.exchange.usage && (prediction.exchange.passes ?? 1) === 1
  return isSure ? prediction.served.usage.read : 0
}

/** What became of each block of an iteration, by its place; nothing is known of an iteration without a body. */
export function outcomesOf({ exchange, readTo, cachedTo }: Iteration): (at: number) => Outcome {
  const marks: readonly Mark[] = exchange.prompt ? marksOf(exchange.prompt) : none
  const lastHour = marks.findLast(({ ttl }) => ttl === '1h')?.index ?? -1
  return (at) => {
    if (at <= readTo) return 'read'
    if (at > cachedTo) return 'input'
    return at <= lastHour ? 'write1h' : 'write5m'
  }
}

function verdictOf(usage: Usage, expected: number): Verdict {
  const writes = usage.write5m + usage.write1h
  if (expected === 0 && usage.read > 0) return 'hit'
  if (expected === 0) return writes > 0 ? 'first' : 'uncached'
  // A prompt that became shorter cannot read all of what the one before had cached.
  if (lostOf(usage, expected, tolerance) === 0) return 'hit'
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
    lostCost += lostCostOf(each.lost, each.usage, each.model, each.exchange)
  }
  return {
    usage,
    cost: priced > 0 ? { total, uncached } : undefined,
    unpriced: iterations.length - priced,
    misses,
    lostCost,
  }
}
