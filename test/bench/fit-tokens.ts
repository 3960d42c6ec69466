// Fits src/core/tokens/weights.ts to recorded counts: node test/bench/fit-tokens.ts [FOLDER]
// The same data and vocabulary give the same file. Bounds come from predictions for samples that were not fitted on.
import { writeFileSync } from 'node:fs'
import { unpackVocabulary } from '../../src/core/tokens/packed.ts'
import { packedVocabulary } from '../../src/core/tokens/vocabulary.ts'
import { dataFolder } from '../data.ts'
import { readCounts } from './counts.ts'
import { doubtsOf, fitOn, foldsOf, heldOut } from './folds.ts'
import { Model } from './model.ts'
import { packWeights } from './pack.ts'
import { knownRequests, requestSamples, textSamples } from './samples.ts'

const { texts, requests } = readCounts(process.argv[2] ?? dataFolder('counts') ?? '')
const samples = [...textSamples(texts), ...requestSamples(knownRequests(requests))]
console.log(`${samples.length} samples, ${samples.length - texts.length} of them requests`)
const model = new Model(
  unpackVocabulary(packedVocabulary),
  samples.map((sample) => sample.texts),
)
const doubts = doubtsOf(heldOut(model, samples, foldsOf(samples)))
console.log(doubts)
const { weights, use } = fitOn(model, samples, Array.from(samples.keys()))
const packed = packWeights(weights, { use, doubts })
writeFileSync(
  'src/core/tokens/weights.ts',
  `// Written by test/bench/fit-tokens.ts: what each feature of a text weighs in tokens, Claude 3 to 4.6 first, then 4.7 and later.
import type { PackedWeights } from './packed.ts'

export const packedWeights: PackedWeights = ${JSON.stringify(packed, undefined, 2)}
`,
)
