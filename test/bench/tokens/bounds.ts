import { doubtOf, wholeBounds } from '../../../src/core/tokens/estimate.ts'
import { type Prediction, coverage, errorOf, fitDoubt, needed } from '../doubt.ts'
import { type Held, corpora, isText } from '../folds.ts'

/** Learns from some predictions how far off others may be: half the width of their bounds, in tokens. */
type Approach = (known: readonly Prediction[]) => (text: Prediction) => number

/**
 * Ways to bounds, each asked to hold the truth for the same share of texts. The last one is in use: at the same coverage
 * its bounds are the narrowest, and no more than a few numbers of it are shipped.
 */
const approaches: Readonly<Record<string, Approach>> = {
  'one share of the tokens': (known) => {
    const share = needed(known.map(errorOf))
    return ({ tokens }) => share * tokens
  },
  'so many tokens and a share': (known) => {
    const all = Array.from({ length: 40 }, (_, least) => {
      const share = needed(known.map((each) => Math.max(0, errorOf(each) - least / each.tokens)))
      return { least, share, width: mean(known.map(({ tokens }) => share + least / tokens)) }
    })
    const { least, share } = all.reduce((best, each) => (each.width < best.width ? each : best))
    return ({ tokens }) => least + share * tokens
  },
  'a share for each class of text': (known) => {
    const shares = new Map(
      [...Map.groupBy(known, classOf)].map(([name, all]) => [name, needed(all.map(errorOf))]),
    )
    const usual = needed(known.map(errorOf))
    return (text) => (shares.get(classOf(text)) ?? usual) * text.tokens
  },
  'by regression of the error': (known) => {
    const doubt = fitDoubt(known)
    return (text) => doubtOf(doubt, text, 'text')
  },
}

function classOf({ length, foreign, latin, lines, marks }: Prediction): string {
  if (foreign > length / 5) return foreign > length * 0.95 ? 'unspaced script' : 'other script'
  if (latin > length / 200) return latin > length / 20 ? 'accented prose' : 'some accents'
  return (marks + lines) / length > 0.08 ? 'code' : 'plain'
}

/** Prints how often the truth is within bounds that know it not, and how wide they are, for each approach. */
export function bounds(
  { predictions }: Held<unknown>,
  foldOf: (row: number) => number,
  names: readonly string[],
): void {
  console.log(`\nBounds asked to hold ${(coverage * 100).toFixed(1)} %: held, mean half-width`)
  console.log(`  ${''.padEnd(34)}${[...corpora, 'all'].map((name) => name.padStart(18)).join('')}`)
  const everything = new Map<string, Judged[]>()
  predictions.forEach((list, family) => {
    const texts = list.flatMap((each, row) =>
      each && isText(each) ? [{ each, fold: foldOf(row) }] : [],
    )
    console.log(`  ${names[family] ?? ''}, ${texts.length} texts`)
    for (const [name, approach] of Object.entries(approaches)) {
      const all = [...new Set(texts.map(({ fold }) => fold))].flatMap((fold) => {
        const widthOf = approach(texts.filter((text) => text.fold !== fold).map(({ each }) => each))
        return texts
          .filter((text) => text.fold === fold)
          .map(({ each }) => judged(each, widthOf(each)))
      })
      everything.set(name, [...(everything.get(name) ?? []), ...all])
      printLine(name, all)
    }
    printFloor(texts.map(({ each }) => each))
  })
  console.log('  both families')
  for (const [name, all] of everything) printLine(name, all)
  console.log(why)
}

interface Judged {
  readonly source: string
  readonly isHeld: boolean
  /** Of the estimate. */
  readonly half: number
}

function judged({ source, tokens, truth }: Prediction, doubt: number): Judged {
  const { low, high } = wholeBounds(tokens, doubt)
  return { source, isHeld: low <= truth && truth <= high, half: (high - low) / 2 / tokens }
}

function printLine(name: string, all: readonly Judged[]): void {
  const cells = [...corpora, undefined].map((corpus) => {
    const here = all.filter(({ source }) => corpus === undefined || source === corpus)
    const held = mean(here.map(({ isHeld }) => (isHeld ? 1 : 0)))
    return `${percent(held)}, ${percent(mean(here.map(({ half }) => half)))}`.padStart(18)
  })
  console.log(`    ${name.padEnd(32)}${cells.join('')}`)
}

/** What bounds would need that knew the spread of each text's error, and nothing but its sign and size. */
function printFloor(texts: readonly Prediction[]): void {
  const cells = [...corpora, undefined].map((corpus) => {
    const here = texts.filter(({ source }) => corpus === undefined || source === corpus)
    return percent(normal * mean(here.map(errorOf))).padStart(18)
  })
  console.log(`    ${'(if each spread were known)'.padEnd(32)}${cells.join('')}`)
}

/** Of a normal error, 95 % is within so many times its mean size. */
const normal = 1.96 * Math.sqrt(Math.PI / 2)

const why = `  Where it stops: errors with a mean size of m need bounds of ${normal.toFixed(2)} m to hold 95 % of them, even if the spread
  of each text's error were known and only its value were not; the lines in brackets say what that comes to. For 500
  languages that is more than 8 %: no trait of a text says how much of its language a tokenizer has learned, as the mean
  error over them shows. Narrower bounds there would hold fewer.`

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
