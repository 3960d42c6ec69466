import { unpackWeights } from '../../src/core/tokens/packed.ts'
import { type Prediction, fitDoubt } from './doubt.ts'
import type { Model } from './model.ts'
import { packWeights } from './pack.ts'

/** A text to fit on or to predict: its true tokens, its length and its units outside ASCII, by row of the model. */
export interface Sample {
  readonly truth: number
  readonly length: number
  readonly foreign: number
}

/**
 * Predictions for each row by weights fitted on the rows of other folds, packed as they are shipped; bounds from what was
 * predicted for other folds. `samples` by family.
 */
export function heldOut(
  model: Model,
  samples: readonly (readonly Sample[])[],
  noises: readonly number[],
  foldOf: (row: number) => number | undefined,
): Prediction[][] {
  const rows = Array.from(model.rows.keys())
  const folds = [...new Set(rows.map(foldOf))].filter((fold) => fold !== undefined)
  const predictions: Prediction[][] = samples.map(() => [])
  for (const fold of folds) {
    const train = rows.filter((row) => foldOf(row) !== fold)
    const rare = model.rare(train)
    const weights = samples.map((family, i) => model.fit(train, truths(family), noises[i] ?? 0.02))
    const packed = packWeights(weights, {
      use: model.use(truths(samples[0] ?? [])),
      rare,
      doubts: [],
    })
    samples.forEach((family, i) => {
      const { tokens } = unpackWeights(packed, i)
      for (const row of rows) {
        if (foldOf(row) !== fold) continue
        const { truth, length, foreign } = family[row] ?? { truth: 0, length: 1, foreign: 0 }
        const predicted = Math.max(1, model.predict(row, tokens))
        const each = { tokens: predicted, foreign, rare: model.rareIn(row, rare), length, truth }
        const list = predictions[i]
        if (list) list[row] = each
      }
    })
  }
  return predictions
}

export function truths(samples: readonly Sample[]): Float64Array {
  return Float64Array.from(samples, ({ truth }) => truth)
}

export { fitDoubt }
