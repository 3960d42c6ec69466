// Fits src/core/tokens/weights.ts to recorded counts: node test/bench/fit-tokens.ts [FOLDER]
// The same data and vocabulary give the same file. Bounds come from predictions for texts that were not fitted on.
import { writeFileSync } from 'node:fs'
import { unpackVocabulary } from '../../src/core/tokens/packed.ts'
import { packedVocabulary } from '../../src/core/tokens/vocabulary.ts'
import { dataFolder } from '../data.ts'
import { countedModels, readCounts } from './counts.ts'
import { fitDoubt } from './doubt.ts'
import { type Sample, heldOut, truths } from './folds.ts'
import { Model } from './model.ts'
import { packWeights } from './pack.ts'

const { texts } = readCounts(process.argv[2] ?? dataFolder('counts') ?? '')
const model = new Model(
  unpackVocabulary(packedVocabulary),
  texts.map(({ text }) => [text]),
)
const rows = Array.from(texts.keys())
const families = countedModels.slice(0, 2)
const samples = families.map(({ id, frame }) =>
  texts.map(({ text, tokens }): Sample => ({
    truth: (tokens[id] ?? 0) - frame,
    length: text.length,
    foreign: text.replace(/[\0-\x7f]/g, '').length,
  })),
)
const noises = families.map(({ noise }) => noise)
const doubts = heldOut(model, samples, noises, (row) => row % 5).map((each) =>
  fitDoubt(each, 0.955),
)
console.log(doubts)
const packed = packWeights(
  samples.map((family, i) => model.fit(rows, truths(family), noises[i] ?? 0.02)),
  { use: model.use(truths(samples[0] ?? [])), rare: model.rare(rows), doubts },
)
writeFileSync(
  'src/core/tokens/weights.ts',
  `// Written by test/bench/fit-tokens.ts: what each feature of a text weighs in tokens, Claude 3 to 4.6 first, then 4.7 and later.
import type { PackedWeights } from './packed.ts'

export const packedWeights: PackedWeights = ${JSON.stringify(packed, undefined, 2)}
`,
)
