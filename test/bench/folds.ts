import { type Doubt, type PackedWeights, unpackWeights } from '../../src/core/tokens/packed.ts'
import { nothing } from '../../src/core/tokens/estimate.ts'
import { type Prediction, fitDoubt, withRequests } from './doubt.ts'
import type { Model } from './model.ts'
import { packWeights } from './pack.ts'
import type { Sample } from './samples.ts'

/** Relative errors that are to be expected anyhow, by family; chosen by cross-validation. */
export const noises = [0.013, 0.012] as const

/** Fits both families on some of the samples, and packs what was found as it is shipped. */
export function fitOn(model: Model, samples: readonly Sample[], use: readonly number[]) {
  const weights = noises.map((noise, family) => {
    const rows = use.filter((row) => samples[row]?.tokens[family] !== undefined)
    const doubts = samples.map(({ tokens, doubt }) => (tokens[family] ?? 0) * noise + doubt)
    return model.fit(rows, truths(samples, family), Float64Array.from(doubts))
  })
  return { weights, use: model.use(truths(samples, 0)) }
}

interface Sourced {
  readonly source: string
}

/** Parts all into five folds: texts by document, requests by project, as those of one are much alike. */
export function foldsOf(all: readonly Sourced[]): (of: Sourced, row: number) => number {
  const projects = [...new Set(all.map(({ source }) => source))].filter(
    (source) => !corpora.includes(source),
  )
  return ({ source }, row) => (corpora.includes(source) ? row : projects.indexOf(source)) % 5
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
    const { weights, use } = fitOn(model, samples, train)
    const packed = packWeights(weights, { use, doubts: [] })
    fitted.set(fold, packed)
    predictions.forEach((list, family) => {
      const unpacked = unpackWeights(packed, family)
      samples.forEach(({ source, beside, besideDoubt: doubt, tokens: truths }, row) => {
        const truth = truths[family]
        if (folds[row] !== fold || truth === undefined) return
        const tokens = Math.max(1, model.predict(row, unpacked))
        list[row] = { ...(model.signs[row] ?? nothing), tokens, beside, doubt, source, truth }
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
  const used = predictions.map((list) =>
    list.flatMap((each, row) => (each && use(row) ? [each] : [])),
  )
  // Few requests of the newer models were recorded: what those of the older ones show holds for both.
  const requests = (used[0] ?? []).filter((each) => !isText(each))
  return used.map((list) => {
    const texts = list.filter(isText)
    return withRequests(fitDoubt(texts), requests.length > 0 ? requests : texts)
  })
}

/** Whether it was predicted for a text by itself. */
export function isText({ source }: Prediction): boolean {
  return corpora.includes(source)
}

/** Where single texts come from. */
export const corpora: readonly string[] = ['rosetta', 'udhr']

function truths(samples: readonly Sample[], family: number): Float64Array {
  return Float64Array.from(samples, ({ tokens }) => tokens[family] ?? 0)
}
