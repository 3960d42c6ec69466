import { doubtOf } from '../../../src/core/tokens/estimate.ts'
import {
  type Prediction,
  errorOf,
  fitDoubt,
  needed,
  requestCoverage,
  withRequests,
} from '../doubt.ts'
import { isText } from '../folds.ts'

/** Learns from some predictions how far off others may be: half the width of their bounds, in tokens. */
export type Approach = (known: readonly Prediction[]) => (each: Prediction) => number

/**
 * Ways to bounds of texts, each asked to hold the truth for the same share of them. The last one is in use: at the same
 * coverage its bounds are the narrowest, and no more than a few numbers of it are shipped.
 */
export const textApproaches: Readonly<Record<string, Approach>> = {
  'one share of the tokens': (known) => oneShare(known),
  'so many tokens and a share': (known) => tokensAndShare(known),
  'a share for each class of text': (known) => sharesBy(classOf, known),
  'by regression of the error': (known) => {
    const doubt = fitDoubt(known)
    return (text) => doubtOf(doubt, text, 'text')
  },
}

/** Ways to bounds of whole requests; they may learn from texts, too. The last one is in use. */
export const requestApproaches: Readonly<Record<string, Approach>> = {
  'one share of the tokens': (known) => oneShare(requestsOf(known), requestCoverage),
  'so many tokens and a share': (known) => tokensAndShare(requestsOf(known), requestCoverage),
  'a share for each size': (known) => sharesBy(sizeOf, requestsOf(known), requestCoverage),
  'so many times those of texts': (known) => {
    const doubt = fitDoubt(known.filter(isText))
    const widthOf = (each: Prediction): number => doubtOf(doubt, { ...each, doubt: 0 }, 'text')
    const times = requestsOf(known).map((each) => beyondDoubt(each) / widthOf(each))
    const factor = needed(times, requestCoverage)
    return (each) => factor * widthOf(each) + each.doubt
  },
  'by how many different pieces': (known) => {
    const doubt = withRequests(fitDoubt(known.filter(isText)), requestsOf(known))
    return (each) => doubtOf(doubt, each, 'request')
  },
}

function requestsOf(known: readonly Prediction[]): readonly Prediction[] {
  return known.filter((each) => !isText(each))
}

function oneShare(known: readonly Prediction[], coverage?: number) {
  const share = needed(known.map(errorOf), coverage)
  return (each: Prediction): number => share * totalOf(each)
}

function tokensAndShare(known: readonly Prediction[], coverage?: number) {
  const all = Array.from({ length: 40 }, (_, least) => {
    const rest = known.map((each) => Math.max(0, errorOf(each) - least / totalOf(each)))
    const share = needed(rest, coverage)
    return { least, share, width: mean(known.map((each) => share + least / totalOf(each))) }
  })
  const { least, share } = all.reduce((best, each) => (each.width < best.width ? each : best))
  return (each: Prediction): number => least + share * totalOf(each)
}

function sharesBy(
  classify: (each: Prediction) => string,
  known: readonly Prediction[],
  coverage?: number,
) {
  const shares = new Map(
    [...Map.groupBy(known, classify)].map(([name, all]) => [
      name,
      needed(all.map(errorOf), coverage),
    ]),
  )
  const usual = needed(known.map(errorOf), coverage)
  return (each: Prediction): number => (shares.get(classify(each)) ?? usual) * totalOf(each)
}

function classOf({ length, foreign, latin, lines, marks }: Prediction): string {
  if (foreign > length / 5) return foreign > length * 0.95 ? 'unspaced script' : 'other script'
  if (latin > length / 200) return latin > length / 20 ? 'accented prose' : 'some accents'
  return (marks + lines) / length > 0.08 ? 'code' : 'plain'
}

/** About how many times it would have to be doubled from one token. */
function sizeOf(each: Prediction): string {
  return String(Math.round(Math.log2(totalOf(each)) / 2))
}

export function totalOf({ tokens, beside }: Prediction): number {
  return tokens + beside
}

function beyondDoubt({ tokens, truth, doubt }: Prediction): number {
  return Math.max(0, Math.abs(tokens - truth) - doubt)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
