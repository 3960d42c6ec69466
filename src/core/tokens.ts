import type { Prompt } from './prompt.ts'
import { promptFrame } from './tokens/frames.ts'
import { countShapes, shapeCount } from './tokens/shapes.ts'
import { weights } from './tokens/weights.ts'

/** Which vocabulary a model reads with. */
export type Family = 'claude-3' | 'claude-4.7' | 'claude-5'

/** A number of tokens and how far it can be trusted: the truth lies between `low` and `high`. */
export interface TokenCount {
  readonly tokens: number
  readonly low: number
  readonly high: number
  readonly how: 'exact' | 'calibrated' | 'estimated'
}

/** The tokens of a text alone, without the frame of the message that holds it. Any string has a count. */
export function estimateText(text: string, family: Family): TokenCount {
  return bounded(measure(text, family), 0)
}

/** The tokens of a whole request: its blocks and what the API adds around them. */
export function estimatePrompt(
  prompt: Prompt,
  family: Family,
  counter = new Counter(),
): TokenCount {
  const texts = prompt.blocks.map((block) => counter.count(block.content, family))
  return sum(texts, promptFrame(prompt, family))
}

/**
 * Adds counts. Errors of blocks of one prompt lean the same way as often as not, so the widths are added as they are:
 * the bounds of a sum are never narrower, in proportion, than those of its parts.
 */
export function sum(counts: readonly TokenCount[], frame = 0): TokenCount {
  let tokens = frame
  let low = frame
  let high = frame
  for (const count of counts) {
    tokens += count.tokens
    low += count.low
    high += count.high
  }
  return { tokens, low, high, how: 'estimated' }
}

/** Counts texts and remembers the newest, so that an edit costs only the block that it changed. */
export class Counter {
  readonly #kept = new Map<string, TokenCount>()
  readonly #limit: number

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  count(text: string, family: Family): TokenCount {
    const key = `${family} ${text}`
    const known = this.#kept.get(key)
    if (known) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known
    }
    const count = estimateText(text, family)
    this.#kept.set(key, count)
    if (this.#kept.size > this.#limit) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest)
        break
      }
    }
    return count
  }
}

function measure(text: string, family: Family): number {
  const shapes = new Float64Array(shapeCount)
  countShapes(text, shapes)
  const weight = weights[family]
  return shapes.reduce((total, count, shape) => total + count * (weight[shape] ?? 1), 0)
}

function bounded(tokens: number, slack: number): TokenCount {
  const half = tokens * 0.14 + (tokens > 0 ? 2 : 0) + slack
  return {
    tokens: Math.round(tokens),
    low: Math.max(0, Math.floor(tokens - half)),
    high: Math.ceil(tokens + half),
    how: 'estimated',
  }
}
