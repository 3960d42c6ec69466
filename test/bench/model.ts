// The model behind src/core/tokens/weights.ts: a ridge regression of the API's counts on the features of
// src/core/tokens/features.ts. Features that belong together (pieces of one vocabulary, blocks of scripts of one kind)
// share a column besides their own, so that what was never seen gets the weight of its kind.
import {
  type Vocabulary,
  blockOf,
  featureCount,
  firstCommon,
  layout,
  weighFeatures,
} from '../../src/core/tokens/features.ts'
import { type Estimate, addEstimates, nothing } from '../../src/core/tokens/estimate.ts'
import { type Row, kernelOf, solve } from './ridge.ts'

/** Texts, each with its features, ready to fit on any part of them. */
export class Model {
  readonly rows: readonly Row[]
  /** What of each text makes a count less sure, and its length. */
  readonly signs: readonly Estimate[]
  readonly #kernel: readonly Float64Array[]
  readonly #vocabulary: Vocabulary
  readonly #shared: Shared
  readonly #none: Float32Array
  readonly #variance: Float64Array

  constructor(vocabulary: Vocabulary, texts: readonly (readonly string[])[]) {
    this.#vocabulary = vocabulary
    this.#shared = sharedColumns(vocabulary)
    this.#variance = variances(vocabulary, this.#shared.columns)
    this.#none = new Float32Array(featureCount(vocabulary))
    const dense = new Float64Array(this.#shared.columns)
    this.rows = texts.map((parts) => this.#row(parts, dense))
    this.signs = texts.map((parts) =>
      parts
        .map((text) => ({
          ...nothing,
          ...weighFeatures(text, vocabulary, this.#none),
          length: text.length,
        }))
        .reduce(addEstimates, nothing),
    )
    this.#kernel = kernelOf(this.rows, this.#variance)
  }

  /** The weight of each feature, fitted on the rows `use`; `doubts` is by how much each row may be off. */
  fit(use: readonly number[], tokens: Float64Array, doubts: Float64Array): Float64Array {
    const weight = doubts.map((doubt) => 1 / doubt)
    const a = solve(this.#kernel, use, tokens, weight)
    const columns = new Float64Array(this.#shared.columns)
    use.forEach((row, i) => {
      const { columns: ids, values } = this.rows[row] as Row
      ids.forEach((id, k) => {
        columns[id] =
          (columns[id] ?? 0) + (a[i] ?? 0) * (values[k] ?? 0) * (this.#variance[id] ?? 0)
      })
    })
    return columns.slice(0, featureCount(this.#vocabulary)).map((own, feature) => {
      let sum = own
      for (const [column, amount] of this.#shared.of[feature] ?? []) {
        sum += (columns[column] ?? 0) * amount
      }
      return sum
    })
  }

  /** What weights say about a row. */
  predict(row: number, weights: Float64Array | Float32Array): number {
    const { columns, values } = this.rows[row] as Row
    let sum = 0
    columns.forEach((column, k) => {
      sum += (weights[column] ?? 0) * (values[k] ?? 0)
    })
    return sum
  }

  /** How much of the tokens of a text each feature accounts for, summed over all texts. */
  use(tokens: Float64Array): Float64Array {
    const sum = new Float64Array(featureCount(this.#vocabulary))
    this.rows.forEach((row, i) => {
      row.columns.forEach((column, k) => {
        if (column < sum.length) {
          sum[column] = (sum[column] ?? 0) + (row.values[k] ?? 0) / Math.max(20, tokens[i] ?? 0)
        }
      })
    })
    return sum
  }

  #row(parts: readonly string[], dense: Float64Array): Row {
    const seen: number[] = []
    const add = (column: number, amount: number): void => {
      if (dense[column] === 0) seen.push(column)
      dense[column] = (dense[column] ?? 0) + amount
    }
    for (const part of parts) {
      weighFeatures(part, this.#vocabulary, this.#none, add)
    }
    for (const feature of [...seen]) {
      for (const [column, amount] of this.#shared.of[feature] ?? []) {
        add(column, amount * (dense[feature] ?? 0))
      }
    }
    const columns = Int32Array.from(seen.sort((a, b) => a - b))
    const values = Float64Array.from(columns, (column) => dense[column] ?? 0)
    for (const column of columns) dense[column] = 0
    return { columns, values }
  }
}

interface Shared {
  readonly columns: number
  /** Which further columns a feature counts in, and how much. */
  readonly of: readonly (readonly (readonly [number, number])[])[]
}

function sharedColumns(vocabulary: Vocabulary): Shared {
  const features = featureCount(vocabulary)
  const of: [number, number][][] = Array.from({ length: features }, () => [])
  let columns = features
  const column = (): number => columns++
  const [all, common, unknown] = [column(), column(), column()]
  for (let feature = layout.pieces.from; feature < firstCommon(vocabulary); feature++) {
    of[feature]?.push([all, 1])
  }
  for (let feature = firstCommon(vocabulary); feature < features; feature++) {
    of[feature]?.push([common, 1])
  }
  for (let i = 0; i < layout.singles.size; i++) {
    of[layout.singles.from + i]?.push([all, 1], [unknown, 1])
  }
  const units = Array.from({ length: 128 }, column)
  for (let pair = 0; pair < layout.pairs.size; pair++) of[pair]?.push([units[pair & 127] ?? 0, 1])
  const kinds = new Map<string, number>()
  const any = column()
  const bytesKnown = column()
  const bytesLimited = column()
  for (let unit = 0xffff; unit >= 128; unit--) {
    const block = of[layout.blocks.from + blockOf(unit)]
    if (!block || (unit >= 0xdc00 && unit < 0xe000)) continue
    const bytes = unit < 0x800 ? 2 : unit >= 0xd800 && unit < 0xdc00 ? 4 : 3
    const kind =
      unit < 0x370
        ? 'latin'
        : unit >= 0x2000 && unit < 0x2c00
          ? 'symbol'
          : `${isRecommended(unit) ? 'known' : 'limited'} ${bytes}`
    if (!kinds.has(kind)) kinds.set(kind, column())
    block.length = 0
    block.push([any, 1], [kinds.get(kind) ?? 0, 1])
    if (kind.startsWith('known')) block.push([bytesKnown, bytes])
    if (kind.startsWith('limited')) block.push([bytesLimited, bytes])
  }
  return { columns, of }
}

/**
 * Scripts in wide everyday use, as "Unicode Identifiers and Syntax" (UAX 31, table 5) lists them, by range; a vocabulary
 * holds little of the others. Surrogates: of ideographs and emoji.
 */
const recommended: readonly (readonly [number, number])[] = [
  [0x370, 0x5ff],
  [0x600, 0x6ff],
  [0x750, 0x7bf],
  [0x900, 0x109f],
  [0x10a0, 0x139f],
  [0x1780, 0x17ff],
  [0x1e00, 0x1fff],
  [0x3000, 0x9fff],
  [0xac00, 0xd7ff],
  [0xd83c, 0xd87f],
  [0xf900, 0xfaff],
  [0xfc00, 0xffff],
]

function isRecommended(unit: number): boolean {
  return recommended.some(([from, to]) => unit >= from && unit <= to)
}

/** How far a weight may be from the rest of its kind, squared; chosen by cross-validation. */
function variances(vocabulary: Vocabulary, columns: number): Float64Array {
  const features = featureCount(vocabulary)
  return new Float64Array(columns)
    .fill(0.02, layout.pairs.from, layout.blocks.from)
    .fill(0.1, layout.blocks.from, layout.shapes.from)
    .fill(0.1, layout.shapes.from, layout.singles.from)
    .fill(0.05, layout.singles.from, features)
    .fill(1, features, features + 3)
    .fill(0.02, features + 3, features + 131)
    .fill(0.3, features + 131)
}
