import { addUsage, costOf, hitRate, noUsage } from './cost.ts'
import type { Exchange, Ttl, Usage } from './prompt.ts'
import type { Served } from './cache.ts'
import { holdsState } from './stale-context.ts'
import type { Lifetimes, Strategy } from './strategy.ts'
import { markingOf, strategies } from './strategies.ts'
import { type Marking, type Traffic, measure, serve, usageOf } from './traffic.ts'
import { type SavedTime, savedTime } from './saved-time.ts'

/** What a log costs under one strategy; of the calls that can be compared, see `Traffic`. */
export interface StrategyRow {
  /** The strategy's id; `optimum` for the best that is known. */
  readonly strategy: string
  readonly name: string
  readonly summary: string
  /** The lifetimes that its breakpoints have; undefined where it has no breakpoints. */
  readonly ttl: Lifetimes | undefined
  readonly usage: Usage
  /** In US dollars; undefined where no model has a known price. */
  readonly cost: number | undefined
  /** Share of the prompt tokens that is read. */
  readonly hitRate: number | undefined
  /** Time to first token that reading saves over all calls together: an estimate with its bounds. */
  readonly saved: SavedTime
  /** What is sent: the log's own prompts, or what the strategy makes of them. */
  readonly traffic: Traffic
  readonly marking: Marking
}

/** Every strategy that makes a difference to a log, with each of its lifetimes, in the order of the list. */
export function compareStrategies(traffic: Traffic): StrategyRow[] {
  const prepared = new Map<Strategy['prepare'], Traffic>()
  const trafficOf = ({ prepare }: Strategy): Traffic => {
    if (!prepare) return traffic
    const known = prepared.get(prepare) ?? transformed(traffic, prepare)
    prepared.set(prepare, known)
    return known
  }
  const hasState = holdsState(traffic.calls.map(({ tip }) => tip))
  return strategies
    .filter(({ prepare }) => !prepare || hasState)
    .flatMap((strategy) => {
      const sent = trafficOf(strategy)
      const all = strategy.lifetimes.length > 0 ? strategy.lifetimes : [undefined]
      return all.map((lifetimes) => rowOf(strategy, sent, markingOf(strategy, sent, lifetimes)))
    })
}

/** The row of any breakpoints. */
export function rowOf(
  { id, name, summary }: Pick<Strategy, 'id' | 'name' | 'summary'>,
  traffic: Traffic,
  marking: Marking,
): StrategyRow {
  const served = serve(traffic, marking)
  const usage = sumOf(traffic, served)
  return {
    strategy: id,
    name,
    summary,
    ttl: lifetimesOf(marking),
    usage,
    cost: costOfServed(traffic, served),
    hitRate: hitRate(usage),
    saved: savedTime(usage.read),
    traffic,
    marking,
  }
}

/** The log with every prompt changed, measured by what the log as it was has shown of the same blocks. */
function transformed(traffic: Traffic, prepare: NonNullable<Strategy['prepare']>): Traffic {
  const changed = traffic.exchanges.map((exchange) => withPrompt(exchange, prepare))
  return measure(changed, traffic.count, traffic.experience)
}

/** The exchange with another prompt: its answer is still the same, but what was read of the old one says nothing. */
export function withPrompt(exchange: Exchange, change: NonNullable<Strategy['prepare']>): Exchange {
  if (!exchange.prompt) return exchange
  const prompt = change(exchange.prompt)
  if (prompt === exchange.prompt) return exchange
  const { usage, ...rest } = exchange
  return { ...rest, prompt, output: usage?.output ?? exchange.output ?? 0 }
}

function lifetimesOf(marking: Marking): Lifetimes | undefined {
  const used = new Set<Ttl>()
  for (const marks of marking) for (const { ttl } of marks) used.add(ttl)
  if (used.size === 2) return 'mixed'
  return [...used][0]
}

function sumOf({ calls }: Traffic, served: readonly Served[]): Usage {
  return calls.reduce(
    (sum, { output }, at) => addUsage(sum, { ...(served[at]?.usage ?? noUsage), output }),
    noUsage,
  )
}

/** US dollars for all calls whose model has a known price; undefined where none has. */
export function costOfServed({ calls }: Traffic, served: readonly Served[]): number | undefined {
  let cost: number | undefined
  calls.forEach((call, at) => {
    const answer = served[at]
    if (call.model && answer) cost = (cost ?? 0) + costOf(usageOf(answer, call), call.model).total
  })
  return cost
}
