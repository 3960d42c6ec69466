import { addUsage, costOf, noUsage } from '../core/cost.ts'
import { findModel } from '../core/models.ts'
import type { Usage } from '../core/prompt.ts'
import type { Summary } from './record.ts'

/** What a capture has seen so far. */
export interface Totals {
  readonly exchanges: number
  /** Those that were refused or broke off before they told their usage. */
  readonly failed: number
  readonly usage: Usage
  /** At list price, in US dollars, of the models whose price is known. */
  readonly usd: number
}

export const noTotals: Totals = { exchanges: 0, failed: 0, usage: noUsage, usd: 0 }

/** The totals with one exchange more. */
export function withExchange(totals: Totals, { model, usage }: Summary): Totals {
  const known = usage && findModel(model ?? '')
  return {
    exchanges: totals.exchanges + 1,
    failed: totals.failed + (usage ? 0 : 1),
    usage: usage ? addUsage(totals.usage, usage) : totals.usage,
    usd: totals.usd + (known ? costOf(usage, known).total : 0),
  }
}
