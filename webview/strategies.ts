import { type OptimumRow, least, optimumRow, trafficOf, withOutput } from '../src/core/best-row.ts'
import { type StrategyRow, compareStrategies } from '../src/core/comparison.ts'
import type { Experience } from '../src/core/experience.ts'
import { formatMoney } from '../src/core/format.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Optimum } from '../src/core/strategies/optimum.ts'
import { lifetimeNames } from '../src/core/strategy.ts'
import { type Traffic, measure, replay } from '../src/core/traffic.ts'
import { explainWinner } from '../src/core/winner.ts'
import type { SearchNews } from './optimum.ts'
import { type Session, withRun } from './session.ts'
import type { Shown } from './shown.ts'

/** The key of the log as it was sent. */
export const asSent = 'as-sent'

/** What a log would have cost under every strategy. */
export interface Comparison {
  /** The session that it belongs to. */
  readonly sent: Session
  /** Each strategy with each lifetime that makes a difference, cheapest first. */
  readonly rows: readonly StrategyRow[]
  /** The row of the log as it was sent. */
  readonly asSent: StrategyRow | undefined
  /** What the log's own prompts are measured by; strategies that change prompts have traffic of their own. */
  readonly traffic: Traffic
  /** The best for one who knows what comes; undefined until it was found. */
  readonly optimum: OptimumRow | undefined
  /** US dollars that any placement costs at least; undefined until it was found, and where a price is not known. */
  readonly atLeast: number | undefined
  /** How much of the search for the optimum is done, 0 to 1. */
  readonly searched: number
}

/** Compares every strategy on a session; undefined where the log holds no body. */
export function compare(sent: Session): Comparison | undefined {
  if (sent.withBody === 0) return undefined
  const exchanges = sent.run.iterations.map(({ exchange }) => exchange)
  const traffic = measure(exchanges, sent.count, shownBefore(sent))
  if (traffic.calls.length === 0) return undefined
  const known = new Set<string>()
  const rows = compareStrategies(traffic)
    .filter((row) => !known.has(keyOf(row)) && known.add(keyOf(row)))
    .sort((a, b) => (a.cost ?? 0) - (b.cost ?? 0))
  const asSent = rows.find(({ strategy }) => strategy === 'as-sent')
  return { sent, rows, traffic, asSent, optimum: undefined, atLeast: undefined, searched: 0 }
}

/** What the log has shown of lengths, where it is supposed to be another one that was not answered. */
function shownBefore({ withUsage, experience }: Session): Experience | undefined {
  return withUsage === 0 ? experience : undefined
}

/** The comparison with what the search for the optimum has to tell; in the end the optimum is its first row. */
export function withNews(comparison: Comparison, news: SearchNews): Comparison {
  if ('searched' in news) return { ...comparison, searched: news.searched }
  const sent = trafficOf(comparison.rows)
  if ('bounds' in news) {
    const bounds = sent.map((traffic, i) => withOutput(traffic, news.bounds[i] ?? 0))
    return { ...comparison, atLeast: least(bounds) }
  }
  const found = new Map(sent.map((traffic, i) => [traffic, news.optima[i] ?? nothing]))
  const optimum = optimumRow(comparison.rows, (traffic) => found.get(traffic) ?? nothing)
  if (!optimum) return comparison
  const { atLeast } = optimum
  return { ...comparison, rows: [optimum, ...comparison.rows], optimum, atLeast, searched: 1 }
}

const nothing: Optimum = { marking: [], isExact: false, atLeast: 0 }

/** Names a row among all of its comparison. */
export function keyOf({ strategy, ttl }: StrategyRow): string {
  const isOne = strategy === 'as-sent' || strategy === 'optimum'
  return isOne ? strategy : `${strategy} ${ttl ?? ''}`
}

/** The session as a strategy would have sent it; computed once a row. */
export function sessionUnder(sent: Session, row: StrategyRow): Session {
  if (row.strategy === 'as-sent') return sent
  const known = sessions.get(row)
  if (known) return known
  const made = withRun(sent, replay(row.traffic, row.marking))
  sessions.set(row, made)
  return made
}

const sessions = new WeakMap<StrategyRow, Session>()

/** The cheapest lifetime of each strategy, and the row that is chosen. */
export function bestOfEach(rows: readonly StrategyRow[], chosen: string): StrategyRow[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const isFirst = !seen.has(row.strategy)
    seen.add(row.strategy)
    return isFirst || keyOf(row) === chosen
  })
}

/** Why the cheapest strategy is the cheapest, in sentences; none where prices are not known. */
export function winnerWords({ rows, optimum, atLeast }: Comparison): string[] {
  const usable = rows.filter((row) => row !== optimum)
  return explainWinner(usable, optimum ?? { cost: undefined, isExact: false, atLeast })
}

/** What a row costs more than another, with its sign; nothing where it costs the same. */
export function differenceWords(cost: number | undefined, other: number | undefined): string {
  if (cost === undefined || other === undefined) return ''
  const difference = cost - other
  if (Math.abs(difference) < 5e-7) return '='
  return `${difference > 0 ? '+' : '−'}${formatMoney(Math.abs(difference))}`
}

/** How the numbers that are seen came about: `as sent`, or what the chosen strategy is called. */
export function strategyName({ comparison, strategy }: Chosen): string {
  const row = comparison?.rows.find((each) => keyOf(each) === strategy)
  if (!row || row.strategy === 'as-sent') return 'as sent'
  return `${row.name}${row.ttl ? `, ${lifetimeNames[row.ttl]}` : ''}`
}

interface Chosen {
  readonly comparison: Comparison | undefined
  readonly strategy: string
}

/** The chosen iteration as it was before the strategy changed its prompt; undefined where it changes none. */
export function uncleanedOf(state: CleanedUp, index: number): Iteration | undefined {
  const { comparison, strategy, sent } = state
  const row = comparison?.rows.find((each) => keyOf(each) === strategy)
  const isChanged = row !== undefined && row.traffic !== comparison?.traffic
  return isChanged ? sent?.run.iterations[index] : undefined
}

interface CleanedUp extends Chosen {
  readonly sent: Session | undefined
}

/** What the log would have cost at best, and what that leaves; undefined where a filter hides a part of the log. */
export function optimumFigure(state: Figured): { cost: number; label: string } | undefined {
  const { comparison, shown, sent } = state
  const optimum = comparison?.optimum
  const bound = comparison?.atLeast
  const total = shown?.totals.cost?.total
  const isWhole = shown?.indices.length === sent?.run.iterations.length
  if (total === undefined || !isWhole) return undefined
  if (!comparison?.sent.accuracy.isTrusted) return undefined
  if (!optimum && bound !== undefined)
    return { cost: bound, label: 'at least, however it is marked' }
  if (optimum?.cost === undefined) return undefined
  const left = total - optimum.cost
  const known = optimum.isExact ? 'optimum' : 'best known'
  return {
    cost: optimum.cost,
    label: left > 5e-5 ? `${known}: ${formatMoney(left)} left on the table` : known,
  }
}

interface Figured extends CleanedUp {
  readonly shown: Shown | undefined
}
