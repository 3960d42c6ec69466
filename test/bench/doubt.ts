import { type Estimate, doubtOf } from '../../src/core/tokens/estimate.ts'
import { varietyOf } from '../../src/core/tokens/features.ts'
import type { Doubt } from '../../src/core/tokens/packed.ts'

/** What was predicted for a text, or for a request, by weights that had not seen it. */
export interface Prediction extends Estimate {
  readonly source: string
  /** The tokens of the texts: of a request, without what stands beside them. */
  readonly truth: number
}

/** Of ten thousand texts so many are to lie within the bounds: somewhat more than are promised. */
export const coverage = 0.953

/** Of requests so many: what those of some projects show holds less for the next project. */
export const requestCoverage = 0.97

/** So many are no further off than bounds ever are, but for odd characters. */
const farthest = 0.99

/** Widths grow with this power of the expected error: less than in proportion makes them narrower on average. */
const power = 0.8

/**
 * Bounds that hold the truth for a share of texts. A regression says how far off a text of its kind is expected to be;
 * the truths that it was not fitted on say how many times that is needed (split-conformal prediction).
 */
export function fitDoubt(predictions: readonly Prediction[]): Doubt {
  const rows = predictions.map(traitsOf)
  const errors = predictions.map(errorOf)
  const [, ...weights] = expectedErrors(rows, errors).map((each) => each * power)
  const spreads = rows.map(([, ...row]) =>
    Math.exp(row.reduce((sum, trait, k) => sum + trait * (weights[k] ?? 0), 0)),
  )
  const text = needed(errors.map((error, i) => error / (spreads[i] ?? 1)))
  // Of texts unlike all others the regression knows little: none is taken to be surer than most.
  const least = rounded(text * needed(spreads, 0.05))
  const [root = 0, latin = 0, foreign = 0, titles = 0, lines = 0, marks = 0] = weights.map(rounded)
  const signs = { latin, foreign, titles, lines, marks }
  return { text: rounded(text), request: 1, most: 1, least, root, ...signs }
}

/** The same bounds with what they need to hold the truth for a share of requests. */
export function withRequests(doubt: Doubt, requests: readonly Prediction[]): Doubt {
  const needs = (unit: Doubt, share: number): number =>
    needed(
      requests.map((each) => {
        const off = Math.max(0, Math.abs(each.tokens - each.truth) - each.doubt)
        return off / doubtOf(unit, { ...each, doubt: 0 }, 'request')
      }),
      share,
    )
  const most = unitMost * needs({ ...doubt, request: Infinity, most: unitMost }, farthest)
  const request = unitMost * needs({ ...doubt, request: unitMost, most: 1 }, requestCoverage)
  return { ...doubt, request: rounded(request), most: rounded(most) }
}

/** So small that no sign takes a share to its limit. */
const unitMost = 1e-3

/** The least number that this share of all numbers does not exceed, and one more. */
export function needed(numbers: readonly number[], share = coverage): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length + 1) * share) - 1)] ?? 0
}

export function errorOf({ tokens, beside, truth }: Prediction): number {
  return Math.abs(tokens - truth) / (tokens + beside)
}

/** One, and then what `doubtOf` weighs, in its order. */
function traitsOf({ pieces, length, ...signs }: Prediction): number[] {
  const { latin, foreign, titles, lines, marks } = signs
  const shares = [latin, foreign, titles, lines, marks].map((each) => each / Math.max(1, length))
  return [1, 1 / Math.sqrt(Math.max(1, varietyOf(pieces))), ...shares]
}

/**
 * The weights of traits in the logarithm of the expected error, most likely where errors have a Laplace distribution.
 * That is a convex problem: one trait after the other is set by Newton's method, many times.
 */
function expectedErrors(rows: readonly (readonly number[])[], errors: readonly number[]): number[] {
  const weights = (rows[0] ?? []).map(() => 0)
  const logs = rows.map(() => 0)
  for (let round = 0; round < rounds; round++) {
    weights.forEach((_, k) => {
      let slope = 0
      let bend = 1e-9
      rows.forEach((row, i) => {
        const trait = row[k] ?? 0
        const ratio = ((errors[i] ?? 0) + leastError) / Math.exp(logs[i] ?? 0)
        slope += trait * (1 - ratio)
        bend += trait * trait * ratio
      })
      const step = Math.max(-1, Math.min(1, -slope / bend))
      weights[k] = (weights[k] ?? 0) + step
      rows.forEach((row, i) => {
        logs[i] = (logs[i] ?? 0) + step * (row[k] ?? 0)
      })
    })
  }
  return weights
}

const rounds = 300
const leastError = 2e-4

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
