import { wholeBounds } from '../../../src/core/tokens/estimate.ts'
import { type Prediction, coverage, errorOf, requestCoverage } from '../doubt.ts'
import { type Held, corpora, isText } from '../folds.ts'
import { type Approach, mean, requestApproaches, textApproaches, totalOf } from './approaches.ts'

/** A prediction, and the fold whose weights made it: they were fitted without that fold. */
export interface Folded {
  readonly each: Prediction
  readonly fold: number
}

/** Prints how often the truth is within bounds that know it not, and how wide they are, for each approach. */
export function bounds(
  { predictions }: Held<unknown>,
  foldOf: (row: number) => number,
  names: readonly string[],
): void {
  console.log(`\nBounds asked to hold ${percent(coverage)}: held, mean half-width`)
  console.log(`  ${''.padEnd(34)}${[...corpora, 'all'].map((name) => name.padStart(18)).join('')}`)
  const everything = new Map<string, Judged[]>()
  predictions.forEach((list, family) => {
    const texts = folded(list, foldOf).filter(({ each }) => isText(each))
    console.log(`  ${names[family] ?? ''}, ${texts.length} texts`)
    for (const [name, approach] of Object.entries(textApproaches)) {
      const all = judge(approach, texts, texts)
      everything.set(name, [...(everything.get(name) ?? []), ...all])
      printLine(name, byCorpus(all))
    }
    printFloor(byCorpus(texts.map(({ each }) => each)))
  })
  console.log('  both families')
  for (const [name, all] of everything) printLine(name, byCorpus(all))
  console.log(why)
}

/** The same for whole requests: bounds learn from what was predicted for other projects, and from texts. */
export function requestBounds(
  { predictions }: Held<unknown>,
  foldOf: (row: number) => number,
  requests: readonly Folded[],
): void {
  console.log(
    `\nBounds of whole requests of other projects, asked to hold ${percent(requestCoverage)}: held, mean half-width`,
  )
  const known = folded(predictions[0] ?? [], foldOf)
  for (const [name, approach] of Object.entries(requestApproaches)) {
    printLine(name, [judge(approach, known, requests)])
  }
  printFloor([requests.map(({ each }) => each)])
}

function folded(
  list: readonly (Prediction | undefined)[],
  foldOf: (row: number) => number,
): Folded[] {
  return list.flatMap((each, row) => (each ? [{ each, fold: foldOf(row) }] : []))
}

interface Judged {
  readonly source: string
  readonly isHeld: boolean
  /** Of the estimate. */
  readonly half: number
}

/** What an approach that learns from all other folds says of each fold. */
function judge(approach: Approach, known: readonly Folded[], asked: readonly Folded[]): Judged[] {
  return [...new Set(asked.map(({ fold }) => fold))].flatMap((fold) => {
    const widthOf = approach(known.filter((row) => row.fold !== fold).map(({ each }) => each))
    return asked
      .filter((row) => row.fold === fold)
      .map(({ each }) => {
        const { tokens, low, high } = wholeBounds(totalOf(each), widthOf(each))
        const truth = each.truth + each.beside
        const isHeld = low <= truth && truth <= high
        return { source: each.source, isHeld, half: (high - low) / 2 / Math.max(1, tokens) }
      })
  })
}

function byCorpus<Row extends { readonly source: string }>(all: readonly Row[]): Row[][] {
  return [...corpora, undefined].map((corpus) =>
    all.filter(({ source }) => corpus === undefined || source === corpus),
  )
}

function printLine(name: string, columns: readonly (readonly Judged[])[]): void {
  const cells = columns.map((all) => {
    const held = mean(all.map(({ isHeld }) => (isHeld ? 1 : 0)))
    return `${percent(held)}, ${percent(mean(all.map(({ half }) => half)))}`.padStart(18)
  })
  console.log(`    ${name.padEnd(32)}${cells.join('')}`)
}

/** What bounds would need that knew the spread of each error, and nothing but its sign and size. */
function printFloor(columns: readonly (readonly Prediction[])[]): void {
  const cells = columns.map((all) => percent(normal * mean(all.map(errorOf))).padStart(18))
  console.log(`    ${'(if each spread were known)'.padEnd(32)}${cells.join('')}`)
}

/** Of a normal error, 95 % is within so many times its mean size. */
const normal = 1.96 * Math.sqrt(Math.PI / 2)

const why = `  Where it stops: errors with a mean size of m need bounds of ${normal.toFixed(2)} m to hold 95 % of them, even if the spread
  of each text's error were known and only its value were not; the lines in brackets say what that comes to. For 500
  languages that is more than 8 %: no trait of a text says how much of its language a tokenizer has learned, as the mean
  error over them shows. Narrower bounds there would hold fewer.`

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
