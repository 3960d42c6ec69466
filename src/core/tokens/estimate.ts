import type { Tokenizer } from '../models.ts'
import { CutTexts } from './cut-texts.ts'
import { type Vocabulary, type Weighed, noPieces, varietyOf, weighFeatures } from './features.ts'
import { Memo } from './memo.ts'
import { type Doubt, type PackedWeights, unpackVocabulary, unpackWeights } from './packed.ts'
import { partReach } from './parts.ts'
import { packedVocabulary } from './vocabulary.ts'
import { packedWeights } from './weights.ts'

/** What texts weigh together, with what stands beside them: tokens with fractions, and what makes them less sure. */
export interface Estimate extends Weighed {
  /** UTF-16 units. */
  readonly length: number
  /** Tokens of what is no text. */
  readonly beside: number
  /** Tokens by which it may be off because of that. */
  readonly doubt: number
}

const noText: Weighed = {
  tokens: 0,
  pieces: noPieces,
  latin: 0,
  foreign: 0,
  titles: 0,
  lines: 0,
  marks: 0,
}
export const nothing: Estimate = { ...noText, length: 0, beside: 0, doubt: 0 }

export function addEstimates(a: Estimate, b: Estimate): Estimate {
  return {
    tokens: a.tokens + b.tokens,
    pieces: a.pieces.map((bits, i) => bits | (b.pieces[i] ?? 0)),
    latin: a.latin + b.latin,
    foreign: a.foreign + b.foreign,
    titles: a.titles + b.titles,
    lines: a.lines + b.lines,
    marks: a.marks + b.marks,
    length: a.length + b.length,
    beside: a.beside + b.beside,
    doubt: a.doubt + b.doubt,
  }
}

/**
 * Counts texts without the vocabulary that the API counts with: by the weights of pieces, shapes and scripts, fitted to
 * the API's own counts. Never fails; takes time in proportion to the length, and for a text that it has counted before,
 * but for a few words, little more than to compare the two.
 */
export class Estimator {
  readonly #packed: PackedWeights
  readonly #weights: (Float32Array | undefined)[] = []
  readonly #memos = [new Memo<Weighed>(room), new Memo<Weighed>(room)] as const
  readonly #long = [new CutTexts<Weighed>(room), new CutTexts<Weighed>(room)] as const
  readonly #blocks = new Memo<Estimate>(room)

  constructor(packed: PackedWeights) {
    this.#packed = packed
  }

  /** The tokens of a text: at least one for any but the empty one. */
  estimate(text: string, tokenizer: Tokenizer): Estimate {
    if (text === '') return nothing
    const family = familyOf(tokenizer)
    const weigh = (part: string): Weighed => this.#weigh(part, family)
    const parts = text.length > partReach ? this.#long[family].get(text, weigh) : [weigh(text)]
    const sum = parts.reduce(
      (all: Estimate, part) => addEstimates(all, { ...nothing, ...part }),
      nothing,
    )
    return { ...sum, length: text.length, tokens: Math.max(1, sum.tokens) }
  }

  /** What was measured under this name before, or what `measure` says. */
  remember(name: string, measure: () => Estimate): Estimate {
    return this.#blocks.get(name, measure)
  }

  /** Half the width of the bounds, which hold the truth nineteen times of twenty. */
  doubtOf(estimate: Estimate, tokenizer: Tokenizer, kind: Kind): number {
    const by = this.#packed.doubts[familyOf(tokenizer)]
    return by ? doubtOf(by, estimate, kind) : estimate.doubt
  }

  #weigh(part: string, family: 0 | 1): Weighed {
    const weigh = (): Weighed => weighFeatures(part, vocabularyOnce(), this.#weightsOf(family))
    return part.length < 64 ? weigh() : this.#memos[family].get(part, weigh)
  }

  #weightsOf(family: 0 | 1): Float32Array {
    this.#weights[family] ??= unpackWeights(this.#packed, family)
    return this.#weights[family]
  }
}

/** What is counted: a text by itself, or texts as the API puts them into a request. */
export type Kind = 'text' | 'request'

/**
 * Half the width of the bounds by what makes a count less sure. What is wrong about one piece is independent of what is
 * wrong about another, so that the more different ones there are, the more of it evens out; repeating them does not.
 */
export function doubtOf(by: Doubt, estimate: Estimate, kind: Kind): number {
  const { tokens, length, doubt } = estimate
  if (length === 0) return doubt
  const signs =
    by.latin * estimate.latin +
    by.foreign * estimate.foreign +
    by.titles * estimate.titles +
    by.lines * estimate.lines +
    by.marks * estimate.marks
  const root = 1 / Math.sqrt(Math.max(1, varietyOf(estimate.pieces)))
  const share =
    kind === 'text'
      ? Math.max(by.least, by.text * Math.exp(by.root * root + signs / length))
      : Math.min(by.most, by.request * root) * Math.exp(signs / length)
  return tokens * Math.min(1, share) + doubt
}

/** An estimate and its bounds in whole tokens: the bounds hold every whole number that is within the doubt. */
export function wholeBounds(
  tokens: number,
  doubt: number,
): { readonly tokens: number; readonly low: number; readonly high: number } {
  const whole = Math.round(tokens)
  const low = Math.max(0, Math.min(whole, Math.ceil(tokens - doubt)))
  return { tokens: whole, low, high: Math.max(whole, Math.floor(tokens + doubt)) }
}

/** Units of text that each memory holds at most. */
const room = 2 ** 23

/** The estimator that is shipped. */
export const shipped = new Estimator(packedWeights)

/**
 * Which weights hold. Claude 4.7 and 5 count alike: 2,241 texts differ by nothing but the frame, and by one token where
 * a text ends in white space or a word.
 */
export function familyOf(tokenizer: Tokenizer): 0 | 1 {
  return tokenizer === 'claude-3' ? 0 : 1
}

let vocabulary: Vocabulary | undefined

function vocabularyOnce(): Vocabulary {
  vocabulary ??= unpackVocabulary(packedVocabulary)
  return vocabulary
}
