import { type Model, type Tokenizer, findModel } from './models.ts'
import type { Block, Prompt } from './prompt.ts'
import {
  type Estimate,
  type Estimator,
  addEstimates,
  nothing,
  shipped,
  wholeBounds,
} from './tokens/estimate.ts'
import { measureBlock, measureRequest } from './tokens/requests.ts'

/** A number of tokens, how sure we are of it, and how we know. */
export interface TokenCount {
  readonly tokens: number
  readonly low: number
  readonly high: number
  readonly how: 'exact' | 'calibrated' | 'estimated'
}

/** The tokens of a text alone, without the frame of the message that holds it. Any string has a count. */
export function estimateText(
  text: string,
  tokenizer: Tokenizer,
  estimator: Estimator = shipped,
): TokenCount {
  const estimate = estimator.estimate(text, tokenizer)
  return bounded(estimate, estimator.doubtOf(estimate, tokenizer, 'text'))
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

/** Counts one block as the model would read it, without the frame around it. */
export function countBlock(block: Block, model: Model | undefined): TokenCount {
  if (block.count) return { ...block.count, how: 'estimated' }
  const tokenizer = model?.tokenizer ?? 'claude-3'
  const known = counts.get(block)
  if (known?.tokenizer === tokenizer) return known.count
  const estimate = measureBlock(block, model, shipped)
  const count = bounded(estimate, shipped.doubtOf(estimate, tokenizer, 'request'))
  counts.set(block, { tokenizer, count })
  return count
}

const counts = new WeakMap<Block, { tokenizer: Tokenizer; count: TokenCount }>()

/** A whole request: each block with the frame before it, each prefix, and all of it. */
export interface CountedPrompt {
  /** They add up to the total: what the API renders behind the last block is counted with that. */
  readonly blocks: readonly TokenCount[]
  /** Up to and including each block, without what is rendered behind it. */
  readonly prefixes: readonly TokenCount[]
  readonly total: TokenCount
}

/** Counts a request as a whole. */
export function countPrompt(prompt: Prompt, estimator: Estimator = shipped): CountedPrompt {
  const model = findModel(prompt.model)
  const tokenizer = model?.tokenizer ?? 'claude-3'
  const { blocks, tail } = measureRequest(prompt, model, estimator)
  const boundsOf = (estimate: Estimate): TokenCount =>
    bounded(estimate, estimator.doubtOf(estimate, tokenizer, 'request'))
  let sum = nothing
  const prefixes = blocks.map((each) => {
    sum = addEstimates(sum, each)
    return boundsOf(sum)
  })
  const total = boundsOf({ ...sum, beside: sum.beside + tail })
  const counted = blocks.map((each, i) => {
    const end = i === blocks.length - 1 ? total : prefixes[i]
    const tokens = (end?.tokens ?? 0) - (prefixes[i - 1]?.tokens ?? 0)
    const { low, high } = boundsOf(each)
    return { tokens, low: Math.min(low, tokens), high: Math.max(high, tokens), how: total.how }
  })
  return { blocks: counted, prefixes, total }
}

function bounded({ tokens, beside }: Estimate, doubt: number): TokenCount {
  return { ...wholeBounds(tokens + beside, doubt), how: 'estimated' }
}
