import { type StrategyRow, costOfServed, rowOf } from './comparison.ts'
import { noUsage } from './cost.ts'
import { optimumOf, optimumWords } from './strategies/optimum.ts'
import type { Traffic } from './traffic.ts'

/** The row of the optimum. */
export interface OptimumRow extends StrategyRow {
  /** Nothing costs less. Otherwise it is the best that is known, and `atLeast` what the optimum costs at least. */
  readonly isExact: boolean
  /** In US dollars; undefined where no model has a known price. */
  readonly atLeast: number | undefined
}

/**
 * The optimum over everything that a strategy of the table sends: the log's own prompts, and what strategies make of
 * them. It never costs more than any row.
 */
export function optimumRow(rows: readonly StrategyRow[]): OptimumRow | undefined {
  const sent = [...new Set(rows.map(({ traffic }) => traffic))]
  const found = sent.map((traffic) => {
    const own = rows.filter((row) => row.traffic === traffic)
    return bestOf(traffic, own)
  })
  const [first, ...others] = found
  if (!first) return undefined
  const best = others.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), first)
  const bounds = found.flatMap(({ atLeast }) => atLeast ?? [])
  const atLeast = bounds.length > 0 ? Math.min(...bounds) : undefined
  // Of several things that may be sent, one that was not searched whole might still cost less.
  const isExact = found.every((each) => each.isExact || (each.atLeast ?? Infinity) >= costOf(best))
  return { ...best, isExact, atLeast: isExact ? best.cost : atLeast }
}

/** What a row costs more than the optimum, in US dollars; undefined where no model has a known price. */
export function regretOf(row: StrategyRow, optimum: StrategyRow): number | undefined {
  if (row.cost === undefined || optimum.cost === undefined) return undefined
  return Math.max(0, row.cost - optimum.cost)
}

function bestOf(traffic: Traffic, own: readonly StrategyRow[]): OptimumRow {
  const { marking, isExact, atLeast } = optimumOf(traffic)
  const row = rowOf(optimumWords, traffic, marking)
  const cheaper = own.find((each) => costOf(each) < costOf(row))
  const nothing = traffic.calls.map(() => ({ ...served, usage: noUsage }))
  const output = costOfServed(traffic, nothing)
  return {
    ...row,
    ...(cheaper && { ...cheaper, ...words }),
    isExact: isExact && !cheaper,
    atLeast: output === undefined ? undefined : output + atLeast / 1e6,
  }
}

const served = { readTo: -1, cachedTo: -1, tooShort: [] }

const words = { strategy: optimumWords.id, name: optimumWords.name, summary: optimumWords.summary }

function costOf({ cost }: StrategyRow): number {
  return cost ?? Infinity
}
