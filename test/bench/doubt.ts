import { type Estimate, doubtOf } from '../../src/core/tokens/estimate.ts'
import type { Doubt } from '../../src/core/tokens/packed.ts'
import { seeded } from './seeded.ts'

/** What was predicted for a text by weights that had not seen it, and its truth. */
export interface Prediction extends Estimate {
  readonly truth: number
  /** Tokens of the same request that are known without any estimate. */
  readonly around: number
}

/**
 * The narrowest bounds, on average and in proportion, that hold the truth for a share of predictions: the best of many
 * drawn ratios between the parts, each widened until it covers.
 */
export function fitDoubt(predictions: readonly Prediction[], coverage: number): Doubt {
  const random = seeded(11)
  let best: Doubt = { text: 0, token: 1, foreign: 0, rare: 0 }
  let narrowest = Infinity
  for (let draw = 0; draw < 1500; draw++) {
    const ratio = (low: number, high: number): number => low * (high / low) ** random()
    const drawn = { text: ratio(5, 60), token: 1, foreign: ratio(0.3, 8), rare: ratio(0.05, 6) }
    const halves = predictions.map((each) => doubtOf(drawn, each))
    const needed = predictions
      .map((each, i) => Math.abs(each.tokens - each.truth) / (halves[i] ?? 1))
      .sort((a, b) => a - b)
    const scale = needed[Math.min(needed.length - 1, Math.ceil(needed.length * coverage))] ?? 1
    const width =
      predictions.reduce(
        (sum, each, i) => sum + (scale * (halves[i] ?? 0)) / (each.tokens + each.around),
        0,
      ) / predictions.length
    if (width >= narrowest) continue
    narrowest = width
    const scaled = (part: number): number => Math.round(part * scale * 1e4) / 1e4
    best = {
      text: scaled(drawn.text),
      token: scaled(drawn.token),
      foreign: scaled(drawn.foreign),
      rare: scaled(drawn.rare),
    }
  }
  return best
}
