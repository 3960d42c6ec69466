import { unpackWeights } from '../../src/core/tokens/packed.ts'
import type { Prediction } from './doubt.ts'
import { Model } from './model.ts'
import { packWeights } from './pack.ts'
import type { Sample } from './samples.ts'

/** Relative errors that are to be expected anyhow, by family; chosen by cross-validation. */
export const noises = [0.013, 0.012] as const

/** Fits both families on some of the samples, and packs what was found as it is shipped. */
export function fitOn(model: Model, samples: readonly Sample[], use: readonly number[]) {
  const rare = model.rare(use)
  const weights = noises.map((noise, family) => {
    const rows = use.filter((row) => samples[row]?.tokens[family] !== undefined)
    const doubts = samples.map(({ tokens, doubt }) => (tokens[family] ?? 0) * noise + doubt)
    return model.fit(rows, truths(samples, family), Float64Array.from(doubts))
  })
  return { weights, rare, use: model.use(truths(samples, 0)) }
}

/** Predictions for each sample, by family, from weights that were fitted on the samples of all other folds. */
export function heldOut(
  model: Model,
  samples: readonly Sample[],
  foldOf: (sample: Sample, row: number) => number,
): (Prediction | undefined)[][] {
  const folds = samples.map(foldOf)
  const predictions: (Prediction | undefined)[][] = noises.map(() => [])
  for (const fold of new Set(folds)) {
    const train = Array.from(folds.keys()).filter((row) => folds[row] !== fold)
    const { weights, ...rest } = fitOn(model, samples, train)
    const packed = packWeights(weights, { ...rest, doubts: [] })
    predictions.forEach((list, family) => {
      const { tokens } = unpackWeights(packed, family)
      samples.forEach(({ length, foreign, tokens: truth }, row) => {
        const here = truth[family]
        if (folds[row] !== fold || here === undefined) return
        const predicted = Math.max(1, model.predict(row, tokens))
        const seldom = model.rareIn(row, rest.rare)
        list[row] = { tokens: predicted, foreign, rare: seldom, length, doubt: 0, truth: here }
      })
    })
  }
  return predictions
}

function truths(samples: readonly Sample[], family: number): Float64Array {
  return Float64Array.from(samples, ({ tokens }) => tokens[family] ?? 0)
}
