import type { VNode } from 'preact'
import { type OptimumRow, gapOf, regretOf } from '../../src/core/best-row.ts'
import type { StrategyRow } from '../../src/core/comparison.ts'
import {
  formatDuration,
  formatMoney,
  formatShare,
  formatTokens,
  plural,
} from '../../src/core/format.ts'
import type { Comparison } from '../strategies.ts'

export interface SummaryProps {
  readonly row: StrategyRow
  readonly comparison: Comparison
}

/** What the chosen strategy does, and what of it the table has no room for. */
export function Summary({ row, comparison }: SummaryProps): VNode {
  const { optimum, atLeast, traffic } = comparison
  const calls = traffic.calls.length
  const { summary, usage, saved } = row
  const facts = [
    `reads ${formatTokens(usage.read)}`,
    `writes ${formatTokens(usage.write5m + usage.write1h)}`,
    `over ${plural(calls, 'request')}`,
    optimum ? regretWords(row, optimum, calls) : boundWords(row, atLeast, calls),
    saved.high > 0
      ? `first tokens ${formatDuration(saved.low)} to ${formatDuration(saved.high)} sooner in all (estimate)`
      : '',
  ]
  return (
    <p class="about">
      {summary} <span class="dim">{facts.filter(Boolean).join(' · ')}</span>
    </p>
  )
}

/** Where only a bound of the optimum is known, regret is no more than what lies above it. */
function boundWords({ cost }: StrategyRow, atLeast: number | undefined, calls: number): string {
  if (cost === undefined || atLeast === undefined) return ''
  const most = formatMoney(Math.max(0, cost - atLeast) / calls)
  return `any placement costs at least ${formatMoney(atLeast)}: at most ${most} a request less`
}

/** What a request costs more than under the optimum, and how sure that one is. */
function regretWords(row: StrategyRow, optimum: OptimumRow, calls: number): string {
  const regret = row.strategy === 'optimum' ? undefined : regretOf(row, optimum)
  const more = regret === undefined ? '' : `${formatMoney(regret / calls)} a request more than `
  const { isExact, atLeast } = optimum
  if (isExact) return more === '' ? 'no placement costs less' : `${more}the optimum`
  const known = `${more}the best that is known`
  if (atLeast === undefined) return known
  return `${known}; any placement costs at least ${formatMoney(atLeast)}, ${formatShare(gapOf(optimum))} less`
}
