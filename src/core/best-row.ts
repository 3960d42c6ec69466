import { type StrategyRow, costOfServed, rowOf } from './comparison.ts'
import { noUsage } from './cost.ts'
import { type Optimum, optimumOf, optimumWords } from './strategies/optimum.ts'
import type { Traffic } from './traffic.ts'

/** The row of the optimum. */
export interface OptimumRow extends StrategyRow {
  /** Nothing costs less. Otherwise it is the best that is known, and `atLeast` what the optimum costs at least. */
  readonly isExact: boolean
  /** In US dollars; undefined where no model has a known price. */
  readonly atLeast: number | undefined
}

/** Everything that the strategies of a table send: the log's own prompts, and what strategies make of them. */
export function trafficOf(rows: readonly StrategyRow[]): Traffic[] {
  return [...new Set(rows.map(({ traffic }) => traffic))]
}

/** The optimum over everything that a strategy of the table sends. It never costs more than any row. */
export function optimumRow(
  rows: readonly StrategyRow[],
  find: (traffic: Traffic) => Optimum = (traffic) => optimumOf(traffic),
): OptimumRow | undefined {
  const found = trafficOf(rows).map((traffic) => {
    const own = rows.filter((row) => row.traffic === traffic)
    return bestOf(traffic, own, find(traffic))
  })
  const [first, ...others] = found
  if (!first) return undefined
  const best = others.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), first)
  // Of several things that may be sent, one that was not searched whole might still cost less.
  const isExact = found.every((each) => each.isExact || (each.atLeast ?? 0) >= costOf(best))
  return {
    ...best,
    isExact,
    atLeast: isExact ? best.cost : least(found.map((each) => each.atLeast)),
  }
}

/** What the cheapest of several things costs at least; undefined where the bound of one is not known. */
export function least(bounds: readonly (number | undefined)[]): number | undefined {
  const known = bounds.filter((each) => each !== undefined)
  return known.length > 0 && known.length === bounds.length ? Math.min(...known) : undefined
}

/** How far the best that is known may lie above the optimum, as a share of it; undefined where no bound is known. */
export function gapOf({ cost, atLeast }: OptimumRow): number | undefined {
  return cost === undefined || atLeast === undefined || cost === 0 ? undefined : 1 - atLeast / cost
}

/** What a row costs more than the optimum, in US dollars; undefined where no model has a known price. */
export function regretOf(row: StrategyRow, optimum: StrategyRow): number | undefined {
  if (row.cost === undefined || optimum.cost === undefined) return undefined
  return Math.max(0, row.cost - optimum.cost)
}

function bestOf(traffic: Traffic, own: readonly StrategyRow[], found: Optimum): OptimumRow {
  const { marking, isExact, atLeast } = found
  const row = rowOf(optimumWords, traffic, marking)
  const best = own.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), row)
  return {
    ...best,
    ...words,
    isExact: isExact && best === row,
    atLeast: withOutput(traffic, atLeast),
  }
}

/** A bound in US dollars, the output of all answers included; undefined where a price is not known. */
export function withOutput(traffic: Traffic, atLeast: number): number | undefined {
  if (traffic.calls.some(({ model }) => !model)) return undefined
  const nothing = traffic.calls.map(() => ({ ...served, usage: noUsage }))
  const output = costOfServed(traffic, nothing)
  return output === undefined ? undefined : output + atLeast / 1e6
}

const served = { readTo: -1, cachedTo: -1, tooShort: [] }

const words = { strategy: optimumWords.id, name: optimumWords.name, summary: optimumWords.summary }

function costOf({ cost }: StrategyRow): number {
  return cost ?? Infinity
}
