import type { Tokenizer } from './models.ts'

/** A number of tokens, how sure we are of it, and how we know. */
export interface TokenCount {
  readonly tokens: number
  readonly low: number
  readonly high: number
  readonly how: 'exact' | 'calibrated' | 'estimated'
}

/** Counts the tokens of a text's content, without any frame around it. */
export function estimateText(text: string, tokenizer: Tokenizer): TokenCount {
  const tokens = Math.ceil(text.length / (tokenizer === 'claude-3' ? 3.6 : 2.8))
  return {
    tokens,
    low: Math.floor(tokens * 0.75),
    high: Math.ceil(tokens * 1.25),
    how: 'estimated',
  }
}
