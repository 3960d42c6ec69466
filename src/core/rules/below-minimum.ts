import { formatBounds, formatTokens } from '../format.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'

/**
 * A prefix shorter than the model's minimum is not cached: the API answers as usual, writes nothing and says nothing.
 * Where the estimate's bounds include the minimum this is information, not a warning. A prefix with parts that are known
 * only when the program runs is not judged.
 * Source: "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const belowMinimum: Rule = {
  id: 'below-minimum',
  check({ breakpoints, model }) {
    if (!model) return []
    return breakpoints.flatMap(({ number, prefix, verdict, span, isOpen }): Finding[] => {
      const minimum = `${formatTokens(model.minimum)} minimum of ${model.name}`
      const where = span ? { span } : {}
      if (verdict === 'below') {
        const missing = formatTokens(model.minimum - prefix.tokens)
        const message =
          `Nothing is cached at BP${number}: its prefix has ${formatBounds(prefix)}, below the ${minimum}. ` +
          `Add about ${missing} tokens of constant text before it, or leave the breakpoint out.`
        return [{ code: 'below-minimum', severity: 'warning', message, ...where }]
      }
      if (verdict === 'uncertain' && !isOpen) {
        const message =
          `BP${number} may not be cached: its prefix has between ${formatTokens(prefix.low)} and ` +
          `${formatTokens(prefix.high)} tokens, and the ${minimum} lies between. Count exactly to be sure.`
        return [{ code: 'below-minimum', severity: 'information', message, ...where }]
      }
      return []
    })
  },
}
