import type { PromptAnalysis } from './analysis.ts'
import { formatShare, formatTokens } from './format.ts'
import type { TokenCount } from './tokens.ts'

/** Tokens of a prompt by what becomes of them with the second call. */
export interface Shares {
  /** Tools and system in the cached prefix. */
  readonly instructions: TokenCount
  /** What else is in the cached prefix: documents, messages. */
  readonly context: TokenCount
  /** Sent anew with each call. */
  readonly uncached: TokenCount
}

/** Parts the tokens of a prompt: instructions come first, and what is cached comes before what is not. */
export function sharesOf({ blocks, cached, total }: PromptAnalysis): Shares {
  const last = blocks.findLast(({ block, isCached }) => isCached && block.section !== 'messages')
  const instructions = last?.prefix ?? nothing
  return { instructions, context: between(instructions, cached), uncached: between(cached, total) }
}

const nothing: TokenCount = { tokens: 0, low: 0, high: 0, how: 'exact' }

/** What a longer prefix has more than a shorter one. */
function between(shorter: TokenCount, { tokens, low, high, how }: TokenCount): TokenCount {
  const more = tokens - shorter.tokens
  if (more === 0) return nothing
  return { tokens: more, low: low - shorter.low, high: high - shorter.high, how }
}

/** What becomes of a prompt: it is cached up to a place, that is not certain, its model is not known, it is too short, nothing is marked. */
export type Verdict = 'cached' | 'uncertain' | 'unknown' | 'below' | 'unmarked'

/** The verdict over a whole prompt, which its last breakpoint that counts decides. */
export function verdictOf({ breakpoints }: PromptAnalysis): Verdict {
  if (breakpoints.length === 0) return 'unmarked'
  const best = breakpoints.findLast(({ verdict }) => verdict !== 'below')
  return best?.verdict ?? 'below'
}

/** How much of its model's window a prompt takes: `▰▱▱▱▱▱▱▱▱▱ 8.5 % of the 200,000 tokens that Haiku 4.5 takes`. */
export function windowGauge({ total, model }: PromptAnalysis): string | undefined {
  if (!model) return undefined
  const share = total.tokens / model.window
  const filled = Math.min(10, Math.round(share * 10))
  const bar = '▰'.repeat(filled) + '▱'.repeat(10 - filled)
  return `${bar} ${formatShare(share)} of the ${formatTokens(model.window)} tokens that ${model.name} takes`
}

/** A prompt that its model refuses as too long; perhaps, where the estimate does not settle it. */
export function exceedsWindow({ total, model }: PromptAnalysis): 'yes' | 'perhaps' | 'no' {
  if (!model || total.high <= model.window) return 'no'
  return total.low > model.window ? 'yes' : 'perhaps'
}
