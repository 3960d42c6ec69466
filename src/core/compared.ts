import { type Accuracy, accuracyOf } from './accuracy.ts'
import { type OptimumRow, optimumRow } from './best-row.ts'
import { type StrategyRow, compareStrategies } from './comparison.ts'
import type { Exchange } from './prompt.ts'
import { type CountBlock, simulate } from './simulate.ts'
import { measure } from './traffic.ts'

/** The strategies of a log, the optimum beside them, and how well the rules explain what was recorded. */
export interface Compared {
  readonly rows: readonly StrategyRow[]
  readonly optimum: OptimumRow
  /** Requests that could be compared. */
  readonly calls: number
  readonly accuracy: Accuracy
}

/** Compares all strategies on a log; undefined where it holds no request bodies. */
export function comparedOf(
  exchanges: readonly Exchange[],
  count: CountBlock,
): Compared | undefined {
  const traffic = measure(exchanges, count)
  const calls = traffic.calls.length
  const rows = compareStrategies(traffic)
  const optimum = optimumRow(rows)
  if (calls === 0 || !optimum) return undefined
  return { rows, optimum, calls, accuracy: accuracyOf(simulate(exchanges, count)) }
}
