import type { Breakpoint } from './analysis.ts'
import { formatBounds, formatMoney, formatTokens } from './format.ts'
import type { Model } from './models.ts'

/** One line about a breakpoint, for the end of its line: its prefix, the verdict, its lifetime and its price. */
export function breakpointLabel(breakpoint: Breakpoint, model: Model | undefined): string {
  const { number, prefix, ttl, cost, isAutomatic, verdict } = breakpoint
  const parts = [`BP${number}${isAutomatic ? ' automatic' : ''}`, formatBounds(prefix)]
  if (model) parts.push(verdictLabel(verdict, model))
  parts.push(ttl)
  if (cost && verdict !== 'below') {
    parts.push(`${formatMoney(cost.read)} a hit, ${formatMoney(cost.write)} a write`)
  }
  return parts.join(' · ')
}

function verdictLabel(verdict: Breakpoint['verdict'], model: Model): string {
  const minimum = `the ${formatTokens(model.minimum)} minimum`
  switch (verdict) {
    case 'cached':
      return `above ${minimum}`
    // Where it is not met one asks whose it is.
    case 'below':
      return `below ${minimum} of ${model.name}, not cached`
    case 'uncertain':
    case 'unknown':
      return `perhaps below ${minimum} of ${model.name}`
  }
}
