import type { Pieces } from './pieces.ts'

/**
 * What a text is reduced to: a list of features whose weights add up to its tokens. Every feature is a number in one of
 * these ranges; `pieces` come last because their number belongs to the vocabulary.
 */
export const layout = {
  /** Two neighbouring ASCII units; the first is 0 at the start and after any other unit. */
  pairs: { from: 0, size: 128 * 128 },
  /** The Unicode neighbourhood of any other character. */
  blocks: { from: 16384, size: 512 },
  /** Runs of letters by case and length, digits, white space, punctuation, repeated characters. */
  shapes: { from: 16896, size: 160 },
  /** A character outside ASCII that no piece covers, by hash. */
  singles: { from: 17056, size: 2048 },
  /** A piece of the vocabulary; the first 128 are the ASCII units. */
  pieces: { from: 19104 },
} as const

/** The vocabulary twice: all of it, and the common pieces alone, which cut rarer words finer. */
export interface Vocabulary {
  readonly all: Pieces
  readonly common: Pieces
}

/** How many different features there are. */
export function featureCount(vocabulary: Vocabulary): number {
  return firstCommon(vocabulary) + 128 + vocabulary.common.size
}

/** The common pieces follow all pieces, with ASCII units of their own before them. */
export function firstCommon(vocabulary: Vocabulary): number {
  return layout.pieces.from + 128 + vocabulary.all.size
}

/**
 * Lists the features of a text in slices: `use` gets a buffer and how much of it is filled, as often as needed. One
 * pass for each kind of feature, each linear in the length whatever the text.
 */
export function listFeatures(
  text: string,
  vocabulary: Vocabulary,
  use: (ids: Int32Array, count: number) => void,
): void {
  listPieces(text, vocabulary.all, layout.pieces.from, true, use)
  listPieces(text, vocabulary.common, firstCommon(vocabulary), false, use)
  listUnits(text, use)
  listShapes(text, use)
}

const buffer = new Int32Array(8192)
const full = buffer.length - 8

function listPieces(
  text: string,
  pieces: Pieces,
  from: number,
  withSingles: boolean,
  use: (ids: Int32Array, count: number) => void,
): void {
  const length = text.length
  let count = 0
  let at = 0
  while (at < length) {
    const piece = pieces.find(text, at, length)
    if (piece >= 0) {
      buffer[count++] = from + 128 + piece
      at = pieces.end
    } else {
      const unit = text.charCodeAt(at)
      if (unit < 128) buffer[count++] = from + unit
      else if (withSingles) buffer[count++] = layout.singles.from + single(unit)
      at += 1
    }
    if (count >= full) {
      use(buffer, count)
      count = 0
    }
  }
  use(buffer, count)
}

function single(unit: number): number {
  const mixed = Math.imul(unit, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & (layout.singles.size - 1)
}

function listUnits(text: string, use: (ids: Int32Array, count: number) => void): void {
  const length = text.length
  let count = 0
  let before = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 128) {
      buffer[count++] = before * 128 + unit
      before = unit
    } else {
      buffer[count++] = layout.blocks.from + blockOf(unit)
      before = 0
    }
    if (count >= full) {
      use(buffer, count)
      count = 0
    }
  }
  use(buffer, count)
}

/** 64 characters a block up to U+2FFF, then 1,024; surrogates by their upper bits, the second one always in block 235. */
export function blockOf(unit: number): number {
  if (unit < 0x3000) return unit >> 6
  if (unit >= 0xd800 && unit < 0xdc00) return 256 + ((unit - 0xd800) >> 2)
  return 192 + (unit >> 10) - 12
}

const lower = 1
const upper = 2
const digit = 3
const blank = 4
const newline = 5
const mark = 6
const other = 7

const kinds = new Uint8Array(65536).fill(other)
kinds.fill(mark, 0, 128)
kinds.fill(lower, 97, 123)
kinds.fill(upper, 65, 91)
kinds.fill(digit, 48, 58)
kinds[32] = kinds[9] = blank
kinds[10] = kinds[13] = newline

// Slots of shapes, by kind of run: how many lengths are told apart, and whether each unit counts as well.
const shapeOf = {
  lower: layout.shapes.from,
  title: layout.shapes.from + 16,
  upper: layout.shapes.from + 32,
  digits: layout.shapes.from + 48,
  blanks: layout.shapes.from + 64,
  tabs: layout.shapes.from + 80,
  newlines: layout.shapes.from + 96,
  marks: layout.shapes.from + 100,
  others: layout.shapes.from + 108,
  digit: layout.shapes.from + 110,
  mark: layout.shapes.from + 111,
  repeat: layout.shapes.from + 112,
  repeatedMark: layout.shapes.from + 114,
  repeatedBlank: layout.shapes.from + 115,
  repeatedOther: layout.shapes.from + 116,
  repeatedLetter: layout.shapes.from + 117,
} as const

function listShapes(text: string, use: (ids: Int32Array, count: number) => void): void {
  const length = text.length
  let count = 0
  let at = 0
  while (at < length) {
    const first = kinds[text.charCodeAt(at)] as number
    let end = at + 1
    while (end < length && kinds[text.charCodeAt(end)] === first) end += 1
    if (first === upper && end === at + 1) {
      while (end < length && kinds[text.charCodeAt(end)] === lower) end += 1
    }
    const size = end - at
    if (first === lower) buffer[count++] = shapeOf.lower + Math.min(14, size)
    else if (first === upper) {
      const isTitle = size > 1 && kinds[text.charCodeAt(at + 1)] === lower
      buffer[count++] = (isTitle ? shapeOf.title : shapeOf.upper) + Math.min(12, size)
    } else if (first === digit) buffer[count++] = shapeOf.digits + Math.min(12, size)
    else if (first === blank) {
      const slot = text.charCodeAt(at) === 9 ? shapeOf.tabs : shapeOf.blanks
      buffer[count++] = slot + Math.min(15, size)
    } else if (first === newline) buffer[count++] = shapeOf.newlines + Math.min(3, size)
    else if (first === mark) buffer[count++] = shapeOf.marks + Math.min(7, size)
    else buffer[count++] = shapeOf.others
    // What a run of any length adds for each of its units.
    if (first === digit || first === mark || size > 3) {
      for (let unit = at; unit < end; unit++) {
        if (first === digit) buffer[count++] = shapeOf.digit
        if (first === mark) buffer[count++] = shapeOf.mark
        const code = text.charCodeAt(unit)
        const isRepeat =
          unit > at + 2 && code === text.charCodeAt(unit - 1) && code === text.charCodeAt(unit - 3)
        if (isRepeat) {
          if (first === mark) buffer[count++] = shapeOf.repeatedMark
          else if (first === blank) buffer[count++] = shapeOf.repeatedBlank
          else if (first === other) buffer[count++] = shapeOf.repeatedOther
          else if (first !== newline && first !== digit) buffer[count++] = shapeOf.repeatedLetter
        }
        if (count >= full) {
          use(buffer, count)
          count = 0
        }
      }
    }
    if (count >= full) {
      use(buffer, count)
      count = 0
    }
    at = end
  }
  use(buffer, count)
}
