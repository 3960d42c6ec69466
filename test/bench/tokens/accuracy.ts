import { countPrompt, estimateText } from '../../../src/core/tokens.ts'
import { Estimator, addEstimates, familyOf, nothing } from '../../../src/core/tokens/estimate.ts'
import { type PackedWeights, unpackVocabulary } from '../../../src/core/tokens/packed.ts'
import { measureRequest } from '../../../src/core/tokens/requests.ts'
import { packedVocabulary } from '../../../src/core/tokens/vocabulary.ts'
import { type CountedRequest, type CountedText, countedModels } from '../counts.ts'
import { type Held, corpora, doubtsOf, foldsOf, heldOut } from '../folds.ts'
import { Model } from '../model.ts'
import { baseVocabularyInPieces, publishedFactor, quarterOfCharacters } from '../peers.ts'
import {
  type KnownRequest,
  type Sample,
  isText,
  knownRequests,
  requestSamples,
  textSamples,
} from '../samples.ts'
import { type Folded, bounds, requestBounds } from './bounds.ts'
import { type Guess, printTable } from './table.ts'

interface Counts {
  readonly texts: readonly CountedText[]
  readonly requests: readonly CountedRequest[]
}

type IsHeld = (sample: Sample, row: number) => boolean

/** Prints how far off each way of counting is, for each family and corpus. */
export function accuracy({ texts, requests }: Counts): void {
  const known = knownRequests(requests)
  const samples = [...textSamples(texts), ...requestSamples(known)]
  console.log(
    `Accuracy on ${texts.length} texts and ${known.length} whole requests, counted by the API.`,
  )
  const model = new Model(
    unpackVocabulary(packedVocabulary),
    samples.map((sample) => sample.texts),
  )
  // A request is never estimated by weights that were fitted to another one of the same project.
  const foldOf = foldsOf([...samples, ...known])
  const documents = heldOut(model, samples, foldOf)
  bounds(documents, (row) => foldOf(samples[row] as Sample, row), familyNames)
  const bySource = heldOut(model, samples, ({ source }) =>
    corpora.includes(source) ? source : 'requests',
  )
  const estimator = <Fold>({ weights }: Held<Fold>, fold: Fold, isHeld: IsHeld): Estimator => {
    const doubts = doubtsOf(documents, (row) => !isHeld(samples[row] as Sample, row))
    return new Estimator({ ...(weights.get(fold) as PackedWeights), doubts })
  }
  const byDocument = [0, 1, 2, 3, 4].map((fold) =>
    estimator(documents, fold, (sample, row) => foldOf(sample, row) === fold),
  )
  const byCorpus = new Map([
    ['rosetta', estimator(bySource, 'rosetta', ({ source }) => source === 'rosetta')],
    ['udhr', estimator(bySource, 'udhr', ({ source }) => source === 'udhr')],
  ])
  const predicted = known
    .filter((each) => isText(each) && familyOf(each.model.tokenizer) === 0)
    .map((each) => predict(each, foldOf(each, 0), byDocument))
  requestBounds(documents, (row) => foldOf(samples[row] as Sample, row), predicted)
  const fromTexts = estimator(bySource, 'requests', ({ source }) => !corpora.includes(source))
  for (const { id, frame, tokenizer } of countedModels) {
    for (const corpus of corpora) {
      const rows = texts.flatMap((each, row) => (each.corpus === corpus ? [{ ...each, row }] : []))
      const truths = rows.map(({ tokens }) => (tokens[id] ?? 0) - frame)
      const ours = (by: (row: number) => Estimator | undefined): Guess[] =>
        rows.map(({ text, row }) => estimateText(text, tokenizer, by(row)))
      printTable(`${id}: ${corpus}, ${rows.length} texts`, truths, {
        'ours, by document': ours((row) => byDocument[row % 5]),
        'ours, by corpus': ours(() => byCorpus.get(corpus)),
        ...peers(rows.map(({ text }) => text)),
      })
    }
  }
  const groups = {
    'whole requests, without images and the like': known.filter(isText),
    'requests with images, PDFs or server tools': known.filter((each) => !isText(each)),
  }
  for (const [name, all] of Object.entries(groups)) {
    for (const family of [0, 1]) {
      const here = all.filter((each) => familyOf(each.model.tokenizer) === family)
      printTable(
        `${name}: ${familyNames[family] ?? ''}, ${here.length}`,
        here.map(({ tokens }) => tokens),
        {
          'ours, by project': here.map((each) => total(each, byDocument[foldOf(each, 0)])),
          'ours, no request seen': here.map((each) => total(each, fromTexts)),
          ...peers(here.map(({ body }) => contentOf(body))),
        },
      )
    }
  }
  console.log(newest)
}

const familyNames = ['Claude 3 to 4.6', 'Claude 4.7 and later']

/** Found by looking at those that are not held. */
const newest = `
  Of the newest family few requests were recorded, most of them short, where a token is several percent. Those out of
  bounds have tools that are deferred: the API renders something for them that no recording shows by itself.`

/** What the weights that were fitted without its project say of a request. */
function predict(
  { prompt, model, source, tokens }: KnownRequest,
  fold: number,
  estimators: readonly Estimator[],
): Folded {
  const { blocks, tail } = measureRequest(prompt, model, estimators[fold] as Estimator)
  const sum = blocks.reduce(addEstimates, { ...nothing, beside: tail })
  return { each: { ...sum, source, truth: tokens - sum.beside }, fold }
}

function total({ prompt }: KnownRequest, estimator: Estimator | undefined): Guess {
  return countPrompt(prompt, estimator).total
}

function peers(texts: readonly string[]): Record<string, readonly Guess[]> {
  const counts = texts.map(baseVocabularyInPieces)
  return {
    [`ai-tokenizer x ${publishedFactor}`]: counts.map((count) => ({
      tokens: count * publishedFactor,
    })),
    'ai-tokenizer, best factor': counts.map((tokens) => ({ tokens, scale: true as const })),
    'characters / 4': texts.map((text) => ({ tokens: quarterOfCharacters(text) })),
  }
}

/** What a library is given to count of a request: all that is said in it. */
function contentOf(body: unknown): string {
  const { system, tools, messages } = body as Record<string, unknown>
  return [tools, system, messages].map((each) => JSON.stringify(each ?? '')).join('')
}
