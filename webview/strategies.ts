import { optimumRow } from '../src/core/best-row.ts'
import { type StrategyRow, compareStrategies } from '../src/core/comparison.ts'
import { formatMoney } from '../src/core/format.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Lifetimes } from '../src/core/strategies.ts'
import { type Traffic, measure, replay } from '../src/core/traffic.ts'
import { type Session, withRun } from './session.ts'

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
}

/** Compares every strategy on a session; undefined where the log holds no body. */
export function compare(sent: Session): Comparison | undefined {
  if (sent.withBody === 0) return undefined
  const exchanges = sent.run.iterations.map(({ exchange }) => exchange)
  const traffic = measure(exchanges, sent.count)
  if (traffic.calls.length === 0) return undefined
  const known = new Set<string>()
  const compared = compareStrategies(traffic)
  const rows = [...bestKnown(compared), ...compared]
    .filter((row) => !known.has(keyOf(row)) && known.add(keyOf(row)))
    .sort((a, b) => (a.cost ?? 0) - (b.cost ?? 0))
  return { sent, rows, traffic, asSent: rows.find(({ strategy }) => strategy === 'as-sent') }
}

/** The optimum as a row; where it is not certain, its name and summary say so. */
function bestKnown(rows: readonly StrategyRow[]): StrategyRow[] {
  const optimum = optimumRow(rows)
  if (!optimum) return []
  const { isExact, atLeast, name, summary } = optimum
  if (isExact || atLeast === undefined) return [optimum]
  const bound = `${summary} This is the best known; no breakpoints cost less than ${formatMoney(atLeast)}.`
  return [{ ...optimum, name: `${name} (best known)`, summary: bound }]
}

/** Names a row among all of its comparison. */
export function keyOf({ strategy, ttl }: StrategyRow): string {
  return strategy === 'as-sent' ? strategy : `${strategy} ${ttl ?? ''}`
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

/** How lifetimes are called where there is little room. */
export const lifetimeWords: Readonly<Record<Lifetimes, string>> = {
  '5m': '5m',
  '1h': '1h',
  mixed: '1h+5m',
}

/** What a row costs more than another, with its sign; nothing where it costs the same. */
export function differenceWords(cost: number | undefined, other: number | undefined): string {
  if (cost === undefined || other === undefined) return ''
  const difference = cost - other
  if (Math.abs(difference) < 5e-7) return '='
  return `${difference > 0 ? '+' : '−'}${formatMoney(Math.abs(difference))}`
}

/** Share of compared requests below which advice is held back. */
const trusted = 0.9

/** Whether the rules explain so few of the recorded reads that nothing should be concluded from them. */
export function isDoubtful({ agreement }: Session): boolean {
  return agreement !== undefined && agreement.matching < agreement.compared * trusted
}

/** How the numbers that are seen came about: `as sent`, or what the chosen strategy is called. */
export function strategyName({ comparison, strategy }: Chosen): string {
  const row = comparison?.rows.find((each) => keyOf(each) === strategy)
  if (!row || row.strategy === 'as-sent') return 'as sent'
  return `${row.name}${row.ttl ? `, ${lifetimeWords[row.ttl]}` : ''}`
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
