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
  /** Adds the pieces that hold units outside ASCII. */
  readonly addOthers: () => void
}

/** How many different features there are. */
export function featureCount(vocabulary: Vocabulary): number {
  return firstCommon(vocabulary) + 128 + vocabulary.common.size
}

/** The common pieces follow all pieces, with ASCII units of their own before them. */
export function firstCommon(vocabulary: Vocabulary): number {
  return layout.pieces.from + 128 + vocabulary.all.size
}

/** Is told of a feature, and how many times it occurs. */
export type Note = (feature: number, times: number) => void

/** How often there is in a text what makes its weight more or less sure. */
export interface Signs {
  /** Units of Latin letters outside ASCII, and all other units outside it. */
  readonly latin: number
  readonly foreign: number
  /** Runs: words that begin with a capital, line ends, punctuation. */
  readonly titles: number
  readonly lines: number
  readonly marks: number
}

/** What a text weighs, and what makes that more or less sure. */
export interface Weighed extends Signs {
  readonly tokens: number
  /** Which pieces it has: a bit for each, by hash, so that those of several texts are or-ed. */
  readonly pieces: Uint32Array
}

/** Bits that pieces are told apart by; up to some thousand different ones can be told from them. */
const pieceBits = 512
export const noPieces = new Uint32Array(pieceBits / 32)

/** How many different pieces there are, as the share of bits that are not set shows (linear counting). */
export function varietyOf(pieces: Uint32Array): number {
  let set = 0
  for (let bits of pieces) for (; bits !== 0; bits &= bits - 1) set += 1
  return -pieceBits * Math.log(Math.max(1, pieceBits - set) / pieceBits)
}

/**
 * The weights of all features of a text, added up; `note` is told of each feature. One pass for each kind of feature,
 * each linear in the length whatever the text.
 */
export function weighFeatures(
  text: string,
  vocabulary: Vocabulary,
  weights: Float32Array,
  note?: Note,
): Weighed {
  const signs = { latin: 0, foreign: 0, titles: 0, lines: 0, marks: 0 }
  const { all, common } = vocabulary
  const outside = weighUnits(text, weights, signs, note) + weighShapes(text, weights, signs, note)
  if (signs.latin + signs.foreign > 0) vocabulary.addOthers()
  const pieces = new Uint32Array(pieceBits / 32)
  const inside =
    weighPieces(text, { pieces: all, from: layout.pieces.from, seen: pieces }, weights, note) +
    weighPieces(text, { pieces: common, from: firstCommon(vocabulary) }, weights, note)
  return { tokens: outside + inside, pieces, ...signs }
}

interface Cutting {
  readonly pieces: Pieces
  /** The feature of the first one. */
  readonly from: number
  /** Where those are noted that the text has. */
  readonly seen?: Uint32Array
}

type Counted = { -readonly [Sign in keyof Signs]: Signs[Sign] }

/** Cuts the text from its beginning into the longest pieces there are. */
function weighPieces(
  text: string,
  { pieces, from, seen }: Cutting,
  weights: Float32Array,
  note?: Note,
): number {
  const length = text.length
  const coversAll = from === layout.pieces.from
  let sum = 0
  let at = 0
  while (at < length) {
    const piece = pieces.find(text, at, length)
    let feature = -1
    if (piece >= 0) {
      feature = from + 128 + piece
      at = pieces.end
    } else {
      const unit = text.charCodeAt(at)
      if (unit < 128) feature = from + unit
      else if (coversAll) feature = layout.singles.from + single(unit)
      at += 1
    }
    if (feature < 0) continue
    sum += weights[feature] as number
    if (seen) {
      const bit = mixed(feature) & (pieceBits - 1)
      seen[bit >> 5] = (seen[bit >> 5] as number) | (1 << (bit & 31))
    }
    if (note) note(feature, 1)
  }
  return sum
}

function single(unit: number): number {
  return mixed(unit) & (layout.singles.size - 1)
}

function mixed(value: number): number {
  const spread = Math.imul(value, 0x9e3779b1)
  return spread ^ (spread >>> 15)
}

function weighUnits(text: string, weights: Float32Array, signs: Counted, note?: Note): number {
  const length = text.length
  let latin = 0
  let foreign = 0
  let sum = 0
  let before = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    const isAscii = unit < 128
    const feature = isAscii ? before * 128 + unit : layout.blocks.from + blockOf(unit)
    before = isAscii ? unit : 0
    if (!isAscii) {
      if (unit < 0x370) latin += 1
      else foreign += 1
    }
    sum += weights[feature] as number
    if (note) note(feature, 1)
  }
  signs.latin = latin
  signs.foreign = foreign
  return sum
}

/** 64 characters a block up to U+2FFF, then 1,024; surrogates by their upper bits, the second ones all in block 235. */
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

const kinds = new Uint8Array(128).fill(mark)
kinds.fill(lower, 97, 123)
kinds.fill(upper, 65, 91)
kinds.fill(digit, 48, 58)
kinds[32] = kinds[9] = blank
kinds[10] = kinds[13] = newline

function kindOf(unit: number): number {
  return unit < 128 ? (kinds[unit] as number) : other
}

// Where the slots of each kind of run begin, by its number, and how many lengths are told apart.
const runSlots = Int16Array.of(0, 0, 32, 48, 64, 96, 100, 108)
const runLengths = Uint8Array.of(0, 14, 12, 12, 15, 3, 7, 0)
const titleSlots = 16
const tabSlots = 80
/** What each further unit of a run adds, by its kind: all digits and marks, letters from the 15th on. */
const unitSlots = 112
/** What each unit adds that is the same as the one before it, from the third one of a run on. */
const repeatSlots = 120

/** Runs of units of one kind; a single capital joins the small letters behind it. */
function weighShapes(text: string, weights: Float32Array, signs: Counted, note?: Note): number {
  const length = text.length
  let titles = 0
  let lines = 0
  let marks = 0
  let sum = 0
  let at = 0
  while (at < length) {
    const first = text.charCodeAt(at)
    const kind = kindOf(first)
    let end = at + 1
    let before = first
    let repeats = -2
    let unit = 0
    for (; end < length; end++) {
      unit = text.charCodeAt(end)
      if (kindOf(unit) !== kind) break
      if (unit === before) repeats += 1
      before = unit
    }
    let slot = runSlots[kind] as number
    let told = runLengths[kind] as number
    if (kind === upper && end === at + 1 && kindOf(unit) === lower) {
      slot = titleSlots
      titles += 1
      while (end < length && kindOf(text.charCodeAt(end)) === lower) end += 1
    } else if (first === 9) slot = tabSlots
    else if (kind === newline) lines += 1
    else if (kind === mark) marks += 1
    const size = end - at
    if (told > size) told = size
    const run = layout.shapes.from + slot + told
    sum += weights[run] as number
    if (note) note(run, 1)
    const further = kind === digit || kind === mark ? size : size - 14
    if (further > 0) {
      const feature = layout.shapes.from + unitSlots + kind
      sum += (weights[feature] as number) * further
      if (note) note(feature, further)
    }
    if (repeats > 0) {
      const feature = layout.shapes.from + repeatSlots + kind
      sum += (weights[feature] as number) * repeats
      if (note) note(feature, repeats)
    }
    at = end
  }
  signs.titles = titles
  signs.lines = lines
  signs.marks = marks
  return sum
}
