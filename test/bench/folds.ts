import { type Doubt, type PackedWeights, unpackWeights } from '../../src/core/tokens/packed.ts'
import { type Prediction, fitDoubt } from './doubt.ts'
import type { Model } from './model.ts'
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

/** What folds showed: weights that were fitted on the samples of all other folds, and what these say of their own. */
export interface Held<Fold> {
  readonly weights: ReadonlyMap<Fold, PackedWeights>
  /** For each sample, by family. */
  readonly predictions: readonly (readonly (Prediction | undefined)[])[]
}

export function heldOut<Fold>(
  model: Model,
  samples: readonly Sample[],
  foldOf: (sample: Sample, row: number) => Fold,
): Held<Fold> {
  const folds = samples.map(foldOf)
  const predictions: (Prediction | undefined)[][] = noises.map(() => [])
  const fitted = new Map<Fold, PackedWeights>()
  for (const fold of new Set(folds)) {
    const train = Array.from(folds.keys()).filter((row) => folds[row] !== fold)
    const { weights, ...rest } = fitOn(model, samples, train)
    const packed = packWeights(weights, { ...rest, doubts: [] })
    fitted.set(fold, packed)
    predictions.forEach((list, family) => {
      const { tokens } = unpackWeights(packed, family)
      samples.forEach(({ length, foreign, around, tokens: truth }, row) => {
        const here = truth[family]
        if (folds[row] !== fold || here === undefined) return
        const predicted = Math.max(1, model.predict(row, tokens))
        const seldom = model.rareIn(row, rest.rare)
        list[row] = {
          tokens: predicted,
          foreign,
          rare: seldom,
          length,
          doubt: 0,
          around,
          truth: here,
        }
      })
    })
  }
  return { weights: fitted, predictions }
}

/** Bounds, by family, that hold the truth for the predictions of some samples. */
export function doubtsOf(
  { predictions }: Held<unknown>,
  use: (row: number) => boolean = () => true,
): Doubt[] {
  return predictions.map((list) =>
    fitDoubt(
      list.filter((each, row) => each !== undefined && use(row)).flatMap((each) => each ?? []),
      0.955,
    ),
  )
}

function truths(samples: readonly Sample[], family: number): Float64Array {
  return Float64Array.from(samples, ({ tokens }) => tokens[family] ?? 0)
}
