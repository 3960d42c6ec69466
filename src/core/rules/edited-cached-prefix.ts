import { formatMoney, formatTokens } from '../format.ts'
import { prefixHash } from '../hash.ts'
import type { Rule } from '../rule.ts'

/**
 * The cached prefix differs from the one that was saved, or that the project's configuration records: the next call
 * writes it again. That is the price of every edit; this says how much it is, so that edits can be gathered. A prompt
 * that only stands at another place in its document is not edited.
 * Source: "What invalidates the cache" and "Pricing" in "Prompt caching", platform.claude.com, 2026-08-22.
 */
export const editedCachedPrefix: Rule = {
  id: 'edited-cached-prefix',
  check(prompt) {
    const { savedHashes, cached, model, breakpoints } = prompt
    const last = breakpoints.findLast(({ verdict }) => verdict !== 'below')
    if (savedHashes === undefined || !last) return []
    if (savedHashes.includes(prefixHash(prompt.prompt))) return []
    const cost = last.cost
    const price = cost
      ? ` for ${formatMoney(cost.write)} instead of read for ${formatMoney(cost.read)}`
      : ''
    const name = model ? ` by ${model.name}` : ''
    return [
      {
        code: 'edited-cached-prefix',
        severity: 'information',
        message:
          `The cached prefix was edited: with the next call its ${formatTokens(cached.tokens)} tokens are written${name} ` +
          `again${price}. Gather edits to pay this once.`,
        ...(last.span && { span: last.span }),
      },
    ]
  },
}
