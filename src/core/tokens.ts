import type { Model, Tokenizer } from './models.ts'
import type { Block } from './prompt.ts'
import { estimate } from './tokens/estimate.ts'

/** A number of tokens, how sure we are of it, and how we know. */
export interface TokenCount {
  readonly tokens: number
  readonly low: number
  readonly high: number
  readonly how: 'exact' | 'calibrated' | 'estimated'
}

/** The tokens of a text alone, without the frame of the message that holds it. Any string has a count. */
export function estimateText(text: string, tokenizer: Tokenizer): TokenCount {
  const { tokens, doubt } = estimate(text, tokenizer)
  return {
    tokens: Math.round(tokens),
    low: Math.max(0, Math.floor(tokens - doubt)),
    high: Math.ceil(tokens + doubt),
    how: 'estimated',
  }
}

/** A count of nothing. */
export const noTokens: TokenCount = { tokens: 0, low: 0, high: 0, how: 'exact' }

/** The sum of two counts; it is as sure as the less sure of them. */
export function addCounts(a: TokenCount, b: TokenCount): TokenCount {
  const how = a.tokens === 0 ? b.how : b.tokens === 0 ? a.how : lessSure(a.how, b.how)
  return { tokens: a.tokens + b.tokens, low: a.low + b.low, high: a.high + b.high, how }
}

function lessSure(a: TokenCount['how'], b: TokenCount['how']): TokenCount['how'] {
  if (a === 'estimated' || b === 'estimated') return 'estimated'
  return a === 'calibrated' || b === 'calibrated' ? 'calibrated' : 'exact'
}

/** Counts one block as the model would read it. */
export function countBlock(block: Block, model: Model | undefined): TokenCount {
  const known = counts.get(block)
  if (known?.tokenizer === model?.tokenizer && known) return known.count
  const count = estimateText(block.content, model?.tokenizer ?? 'claude-3')
  counts.set(block, { tokenizer: model?.tokenizer, count })
  return count
}

const counts = new WeakMap<Block, { tokenizer: Tokenizer | undefined; count: TokenCount }>()
