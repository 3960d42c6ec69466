import { lengthChecks } from '../code/length-checks.ts'
import { formatTokens } from '../format.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'

/**
 * A length in characters compared with a minimum in tokens: a token is about four characters, so that prompts of a
 * quarter of the minimum are marked, and the API caches none of them without saying so.
 * Source: "Cache limitations" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const charactersAsTokens: Rule = {
  id: 'characters-as-tokens',
  checkDocument(document) {
    return lengthChecks(document).map(({ span, limit, name, number }): Finding => {
      const tokens = number === undefined ? 'a quarter as many' : formatTokens(number / 4)
      return {
        code: 'characters-as-tokens',
        severity: 'warning',
        message:
          `The length of ${name} counts characters, but the minimum counts tokens: ${limit.text} characters are about ` +
          `${tokens} tokens, and a prefix below the model's minimum is not cached. Multiply the limit by 4, or count tokens.`,
        span,
        fix: {
          title: 'Compare with four characters a token',
          edits: [{ span: { start: limit.end, end: limit.end }, text: ' * 4' }],
        },
      }
    })
  },
}
