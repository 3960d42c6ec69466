import { layout } from '../../src/core/tokens/features.ts'
import {
  type Doubt,
  type PackedVocabulary,
  type PackedWeights,
  pairUnit,
} from '../../src/core/tokens/packed.ts'
import { seeded } from './seeded.ts'

/** How many ASCII pieces are common. */
export const commonSize = 2500

/** One digit of base 91, as src/core/tokens/packed.ts reads it. */
export function digit(value: number): string {
  return String.fromCharCode(value < 57 ? value + 35 : value + 36)
}

/** Two digits of base 91. */
export function number(value: number): string {
  return digit(Math.floor(value / 91)) + digit(value % 91)
}

/** A vocabulary as a module. The commonest pieces come first in `pieces`; those that are too long to pack are left out. */
export function packPieces(pieces: readonly string[]): { source: string; left: number } {
  const ascii = pieces.filter((piece) => isAscii(piece))
  const other = pieces.filter((piece) => !isAscii(piece))
  let left = 0
  let size = 0
  let room = 1
  const list = (of: readonly string[]): string => {
    let text = ''
    let before = ''
    for (const piece of [...of].sort((a, b) => (a < b ? -1 : 1))) {
      let shared = 0
      while (shared < 9 && shared < piece.length - 1 && piece[shared] === before[shared])
        shared += 1
      const rest = piece.slice(shared)
      if (rest.length > 9) {
        left += 1
        continue
      }
      text += digit(shared * 9 + rest.length - 1)
      text += isAscii(piece) && of !== other ? rest : Array.from(rest.split(''), unit).join('')
      size += 1
      room += rest.length
      before = piece
    }
    return text
  }
  const packed: PackedVocabulary = {
    common: list(ascii.slice(0, commonSize)),
    ascii: list(ascii.slice(commonSize)),
    other: list(other),
    size,
    room,
  }
  const source = `// Written by test/bench/learn-pieces.ts: pieces of text that occur often, as src/core/tokens/packed.ts reads them.
import type { PackedVocabulary } from './packed.ts'

export const packedVocabulary: PackedVocabulary = ${JSON.stringify(packed, undefined, 2)}
`
  return { source, left }
}

function unit(text: string): string {
  const code = text.charCodeAt(0)
  return code < 8192 ? number(code) : number(8192 + (code >> 13)) + number(code & 8191)
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

/**
 * The weights of families, each piece and character as one of 91 entries of a code book that has a number for every
 * family. `use` says how much a feature matters.
 */
export function packWeights(
  weights: readonly Float64Array[],
  { use, doubts }: { use: Float64Array; doubts: readonly Doubt[] },
): PackedWeights {
  const { pairs, blocks, singles, pieces } = layout
  const pieceBook = codeBook(weights, use, Array.from(range(pieces.from, use.length)))
  const singleBook = codeBook(weights, use, Array.from(range(singles.from, pieces.from)))
  const slots = new Map<number, number>()
  for (const pair of range(0, pairs.size)) {
    const slot = pairUnit(pair >> 7) * 98 + pairUnit(pair & 127)
    // Of the control characters that share a slot, the tab is the one that occurs.
    const isControl = [pair >> 7, pair & 127].some(
      (unit) => unit < 32 && ![0, 9, 10].includes(unit),
    )
    if (!isControl && !(slots.has(slot) && (use[slots.get(slot) ?? 0] ?? 0) > (use[pair] ?? 0))) {
      slots.set(slot, pair)
    }
  }
  const inOrder = Array.from(range(0, 98 * 98), (slot) => slots.get(slot) ?? 0)
  const pairBook = codeBook(weights, use, inOrder)
  return {
    pieces: pieceBook.codes,
    pieceValues: pieceBook.values,
    singles: singleBook.codes,
    singleValues: singleBook.values,
    pairs: pairBook.codes,
    pairValues: pairBook.values,
    others: weights.map((family) =>
      Array.from(family.slice(blocks.from, singles.from), (value) =>
        number(Math.max(0, Math.min(8280, Math.round(value * 1000) + 2000))),
      ).join(''),
    ),
    doubts,
  }
}

/** The 91 points that stand best for the weights of features, by Lloyd's iteration, and which one each feature gets. */
function codeBook(
  weights: readonly Float64Array[],
  use: Float64Array,
  features: readonly number[],
): { codes: string; values: number[][] } {
  const points = features.map((feature) => weights.map((family) => family[feature] ?? 0))
  const mass = features.map((feature) => (use[feature] ?? 0) + 0.01)
  const random = seeded(3)
  // Begin with points drawn by how far they are from those drawn before.
  const centres = [points[0] ?? []]
  const far = points.map(() => Infinity)
  while (centres.length < 91) {
    const newest = centres.at(-1) ?? []
    let total = 0
    points.forEach((point, i) => {
      far[i] = Math.min(far[i] ?? Infinity, distance(point, newest))
      total += (far[i] ?? 0) * (mass[i] ?? 0)
    })
    let rest = random() * total
    const drawn = points.findIndex((_, i) => (rest -= (far[i] ?? 0) * (mass[i] ?? 0)) <= 0)
    centres.push(points[Math.max(0, drawn)] ?? [])
  }
  let nearest: number[] = []
  for (let round = 0; round < 40; round++) {
    nearest = points.map((point) => {
      let best = 0
      let least = Infinity
      for (let c = 0; c < centres.length; c++) {
        const d = distance(point, centres[c] ?? [])
        if (d < least) {
          least = d
          best = c
        }
      }
      return best
    })
    const sums = centres.map((centre) => centre.map(() => 0))
    const masses = new Float64Array(centres.length)
    points.forEach((point, i) => {
      const c = nearest[i] ?? 0
      masses[c] = (masses[c] ?? 0) + (mass[i] ?? 0)
      point.forEach((value, k) => {
        const sum = sums[c] ?? []
        sum[k] = (sum[k] ?? 0) + value * (mass[i] ?? 0)
      })
    })
    sums.forEach((sum, c) => {
      if (masses[c])
        centres[c] = sum.map((value) => Math.round((value / (masses[c] ?? 1)) * 1000) / 1000)
    })
  }
  return {
    codes: nearest.map(digit).join(''),
    values: weights.map((_, k) => centres.map((centre) => centre[k] ?? 0)),
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2
  return sum
}

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i
}
