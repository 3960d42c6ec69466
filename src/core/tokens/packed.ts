import type { Vocabulary, Weights } from './features.ts'
import { layout } from './features.ts'
import { Pieces } from './pieces.ts'

// Data stand in the program as text of printable ASCII: numbers as digits of base 91, from # on and without \.

/** The digit at an offset. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code > 92 ? code - 36 : code - 35
}

/** A number of two digits. */
function number(text: string, at: number): number {
  return digit(text, at) * 91 + digit(text, at + 1)
}

/** A vocabulary as its three sorted lists. */
export interface PackedVocabulary {
  readonly common: string
  readonly ascii: string
  readonly other: string
  /** The units of all pieces, without what a piece shares with the one before it. */
  readonly room: number
}

/**
 * Each piece begins with one digit: nine times the number of units that it shares with the piece before it, plus the
 * number of its other units less one. Those follow: as they are in the ASCII lists, else as numbers.
 */
export function unpackVocabulary(packed: PackedVocabulary): Vocabulary {
  const common = new Pieces(packed.common.length)
  const all = new Pieces(packed.room)
  unpackAscii(packed.common, [common, all])
  unpackAscii(packed.ascii, [all])
  for (let at = 0; at < packed.other.length;) {
    const head = digit(packed.other, at)
    at += 1
    let rest = ''
    while (rest.length <= head % 9) {
      // 8,192 numbers are units; the others are the upper bits of a unit whose lower bits follow.
      const first = number(packed.other, at)
      at += 2
      if (first < 8192) rest += String.fromCharCode(first)
      else {
        rest += String.fromCharCode(((first - 8192) << 13) | number(packed.other, at))
        at += 2
      }
    }
    all.add(Math.floor(head / 9), rest)
  }
  return { all: all.finish(), common: common.finish() }
}

function unpackAscii(list: string, into: readonly Pieces[]): void {
  for (let at = 0; at < list.length;) {
    const head = digit(list, at)
    const end = at + 2 + (head % 9)
    for (const pieces of into) pieces.add(Math.floor(head / 9), list.slice(at + 1, end))
    at = end
  }
}

/** The weights of two families; each digit is the number of an entry of a code book, which has one number a family. */
export interface PackedWeights {
  /** One digit for each piece, the ASCII units before them; likewise the common pieces after all. */
  readonly pieces: string
  readonly pieceValues: readonly (readonly number[])[]
  readonly singles: string
  readonly singleValues: readonly (readonly number[])[]
  /** One digit for each pair of ASCII units: 98 units that may stand first, 98 that may follow. */
  readonly pairs: string
  readonly pairValues: readonly (readonly number[])[]
  /** Thousandths plus 2,000, one number for each block and shape, by family. */
  readonly others: readonly string[]
  /** Six bits a digit: the pieces that were seldom seen. */
  readonly rare: string
  /** By family, how far off a count may be. */
  readonly doubts: readonly Doubt[]
}

/**
 * Half the width of a count's bounds is the sum of these: once a text, for each token, for each token times the share of
 * units outside ASCII (0.2 at most), and for each rare piece.
 */
export interface Doubt {
  readonly text: number
  readonly token: number
  readonly foreign: number
  readonly rare: number
}

/** The units that pairs are told apart by: any other control character counts as 0. */
export function pairUnit(unit: number): number {
  if (unit >= 32) return unit - 30
  return unit === 10 ? 1 : 0
}

/** The weight of every feature for the family with this index. */
export function unpackWeights(packed: PackedWeights, family: number): Weights {
  const pieces = layout.pieces.from
  const weights = new Float32Array(pieces + packed.pieces.length)
  const pieceValues = packed.pieceValues[family] ?? []
  for (let i = 0; i < packed.pieces.length; i++) {
    weights[pieces + i] = pieceValues[digit(packed.pieces, i)] ?? 0
  }
  const singleValues = packed.singleValues[family] ?? []
  for (let i = 0; i < packed.singles.length; i++) {
    weights[layout.singles.from + i] = singleValues[digit(packed.singles, i)] ?? 0
  }
  const pairValues = packed.pairValues[family] ?? []
  for (let pair = 0; pair < layout.pairs.size; pair++) {
    const slot = pairUnit(pair >> 7) * 98 + pairUnit(pair & 127)
    weights[layout.pairs.from + pair] = pairValues[digit(packed.pairs, slot)] ?? 0
  }
  const others = packed.others[family] ?? ''
  for (let i = 0; i * 2 < others.length; i++) {
    weights[layout.blocks.from + i] = (number(others, i * 2) - 2000) / 1000
  }
  const rare = new Uint8Array(weights.length)
  for (let i = 0; i < packed.rare.length; i++) {
    const bits = digit(packed.rare, i)
    for (let bit = 0; bit < 6; bit++) rare[pieces + i * 6 + bit] = (bits >> bit) & 1
  }
  return { tokens: weights, rare }
}
