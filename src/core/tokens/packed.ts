import { type Signs, type Vocabulary, layout } from './features.ts'
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
  /** How many pieces there are, and their units without what a piece shares with the one before it. */
  readonly size: number
  readonly room: number
}

/**
 * Each piece begins with one digit: nine times the number of units that it shares with the piece before it, plus the
 * number of its other units less one. Those follow: as they are in the ASCII lists, else as numbers. Pieces are
 * unpacked when a text first holds the two units that they begin with, those with others than ASCII units when it first
 * holds such a unit: a short text needs few of them.
 */
export function unpackVocabulary(packed: PackedVocabulary): Vocabulary {
  const shared = groupsOf(packed.common, 0)
  const rest = groupsOf(packed.ascii, shared.end)
  const common = new Pieces(packed.common.length, shared.end, (pair) => {
    addGroup(common, shared, pair)
  })
  const all = new Pieces(packed.room, packed.size, (pair) => {
    addGroup(all, shared, pair)
    addGroup(all, rest, pair)
  })
  let hasOthers = false
  const addOthers = (): void => {
    if (hasOthers) return
    hasOthers = true
    addNumbers(all, packed.other, rest.end)
    all.refresh()
  }
  return { all, common, addOthers }
}

/** The pieces of an ASCII list by the pair of units that they begin with. */
interface Groups {
  readonly list: string
  /** By pair: where its first piece stands, plus one, and that piece's number. */
  readonly at: Int32Array
  readonly first: Int32Array
  /** The number behind the last piece. */
  readonly end: number
}

function groupsOf(list: string, begin: number): Groups {
  const at = new Int32Array(128 * 128)
  const first = new Int32Array(128 * 128)
  let unit = 0
  let piece = begin
  for (let from = 0; from < list.length; piece++) {
    const head = digit(list, from)
    if (head < 18) {
      if (head < 9) unit = list.charCodeAt(from + 1)
      const pair = unit * 128 + list.charCodeAt(head < 9 ? from + 2 : from + 1)
      at[pair] = from + 1
      first[pair] = piece
    }
    from += 2 + (head % 9)
  }
  return { list, at, first, end: piece }
}

function addGroup(pieces: Pieces, { list, at, first }: Groups, pair: number): void {
  let from = (at[pair] ?? 0) - 1
  if (from < 0) return
  let piece = first[pair] ?? 0
  // The first one may share its first unit with a piece of another group.
  const before = digit(list, from) < 9 ? '' : String.fromCharCode(pair >> 7)
  do {
    const head = digit(list, from)
    const end = from + 2 + (head % 9)
    const isFirst = head < 18
    const units = list.slice(from + 1, end)
    pieces.add(piece, isFirst ? 0 : Math.floor(head / 9), isFirst ? before + units : units)
    from = end
    piece += 1
  } while (from < list.length && digit(list, from) >= 18)
}

function addNumbers(pieces: Pieces, other: string, first: number): void {
  let piece = first
  for (let at = 0; at < other.length; piece++) {
    const head = digit(other, at)
    at += 1
    let rest = ''
    while (rest.length <= head % 9) {
      // 8,192 numbers are units; the others are the upper bits of a unit whose lower bits follow.
      const unit = number(other, at)
      at += 2
      if (unit < 8192) rest += String.fromCharCode(unit)
      else {
        rest += String.fromCharCode(((unit - 8192) << 13) | number(other, at))
        at += 2
      }
    }
    pieces.add(piece, Math.floor(head / 9), rest)
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
  /** By family, how far off a count may be. */
  readonly doubts: readonly Doubt[]
}

/**
 * Half the width of a count's bounds, as a share of its tokens. Of a text it is `text` times e to the power of a sum, but
 * never less than `least`; the sum has `root` divided by the square root of how many different pieces there are, and each
 * sign by its share of the text's units. Of the texts of a request it is `request` divided by that square root, but never
 * more than `most`, times e to the power of the signs.
 */
export interface Doubt extends Signs {
  readonly text: number
  readonly request: number
  readonly most: number
  readonly least: number
  readonly root: number
}

/** The units that pairs are told apart by: any other control character counts as 0. */
export function pairUnit(unit: number): number {
  if (unit >= 32) return unit - 30
  return unit === 10 ? 1 : 0
}

/** The weight of every feature for the family with this index. */
export function unpackWeights(packed: PackedWeights, family: number): Float32Array {
  const { pairs, singles, pieces } = layout
  const weights = new Float32Array(pieces.from + packed.pieces.length)
  const pieceOf = entriesByCode(packed.pieceValues[family])
  for (let i = 0; i < packed.pieces.length; i++) {
    weights[pieces.from + i] = pieceOf[packed.pieces.charCodeAt(i)] as number
  }
  const singleOf = entriesByCode(packed.singleValues[family])
  for (let i = 0; i < packed.singles.length; i++) {
    weights[singles.from + i] = singleOf[packed.singles.charCodeAt(i)] as number
  }
  const pairOf = entriesByCode(packed.pairValues[family])
  const units = Uint8Array.from({ length: 128 }, (_, unit) => pairUnit(unit))
  for (let pair = 0; pair < pairs.size; pair++) {
    const slot = (units[pair >> 7] as number) * 98 + (units[pair & 127] as number)
    weights[pairs.from + pair] = pairOf[packed.pairs.charCodeAt(slot)] as number
  }
  const others = packed.others[family] ?? ''
  for (let i = 0; i * 2 < others.length; i++) {
    weights[layout.blocks.from + i] = (number(others, i * 2) - 2000) / 1000
  }
  return weights
}

/** The entries of a code book by the character that stands for each. */
function entriesByCode(book: readonly number[] = []): Float32Array {
  const entries = new Float32Array(128)
  for (let code = 35; code < 127; code++) {
    const isDigit = code !== 92
    if (isDigit) entries[code] = book[code > 92 ? code - 36 : code - 35] ?? 0
  }
  return entries
}
