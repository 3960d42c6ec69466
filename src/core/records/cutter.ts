import { containers } from './opened.ts'

/** Characters of one record; a string cannot be much longer. */
const longest = 256 << 20

interface Level {
  readonly kind: '{' | '['
  /** The way to it; undefined inside of records, and of what is passed over. */
  readonly path: string | undefined
  key: string
}

/**
 * Cuts streamed JSON into records: the elements of the lists in which logs keep them, or a whole value where there are
 * none. It follows brackets and strings only; whether a record is JSON is for its reader to find out.
 */
export class Cutter {
  #levels: Level[] = []
  #inString = false
  #isEscaped = false
  /** Text that a record may need: since its beginning, or since that of the whole value. */
  #held = ''
  #keepsFrom: number | undefined
  /** Depth at which the record that is held began. */
  #recordDepth = 0
  #string: string | undefined
  #isKey = false

  /** Whether the text ended inside of a value. */
  get isInside(): boolean {
    return this.#levels.length > 0
  }

  get isTooLong(): boolean {
    return this.#held.length > longest
  }

  /** Takes the next piece of text; gives the records that it completes. */
  *add(piece: string): Generator<string> {
    this.#keepsFrom = this.#held === '' ? undefined : 0
    let at = 0
    while (at < piece.length) {
      if (this.#inString) {
        at = this.#passString(piece, at)
        continue
      }
      const character = piece[at]
      if (character === '"') this.#beginString()
      else if (character === ':') this.#isKey = false
      else if (character === ',') this.#isKey = this.#levels.at(-1)?.kind === '{'
      else if (character === '{' || character === '[') this.#open(character, at)
      else if (character === '}' || character === ']') {
        const record = this.#close(piece, at)
        if (record !== undefined) yield record
      }
      at++
    }
    if (this.#keepsFrom !== undefined) this.#held += piece.slice(this.#keepsFrom)
  }

  #beginString(): void {
    this.#inString = true
    const level = this.#levels.at(-1)
    this.#string = this.#isKey && level?.path !== undefined ? '' : undefined
  }

  /** Goes on to behind the end of a string, or to the end of the piece. */
  #passString(piece: string, from: number): number {
    let at = from
    if (this.#isEscaped) {
      this.#isEscaped = false
      at++
    }
    for (;;) {
      const quote = piece.indexOf('"', at)
      const end = quote < 0 ? piece.length : quote
      const escape = piece.indexOf('\\', at)
      if (escape >= 0 && escape < end) {
        this.#isEscaped = escape + 1 >= piece.length
        at = escape + 2
        if (this.#isEscaped) return piece.length
        continue
      }
      if (this.#string !== undefined) this.#string += piece.slice(from, end)
      if (quote < 0) return piece.length
      this.#inString = false
      const level = this.#levels.at(-1)
      if (this.#string !== undefined && level) level.key = this.#string
      return quote + 1
    }
  }

  #open(kind: '{' | '[', at: number): void {
    const parent = this.#levels.at(-1)
    const path = this.#pathOf(parent, kind)
    const isRecord = parent?.path !== undefined && parent.kind === '[' && path === undefined
    if (!parent || (isRecord && this.#keepsFrom === undefined)) {
      this.#held = ''
      this.#keepsFrom = at
      this.#recordDepth = this.#levels.length
    }
    // A whole value that turns out to hold records is no record itself.
    if (path !== undefined && (parent !== undefined || kind === '[')) {
      this.#held = ''
      this.#keepsFrom = undefined
    }
    this.#levels.push({ kind, path, key: '' })
    this.#isKey = kind === '{'
  }

  #pathOf(parent: Level | undefined, kind: '{' | '['): string | undefined {
    if (!parent) return ''
    if (parent.path === undefined) return undefined
    // Elements of a list at the top are records, whatever they hold.
    if (parent.path === '' && parent.kind === '[') return undefined
    const path = `${parent.path}/${parent.kind === '[' ? '*' : parent.key}`
    return containers.get(path) === kind ? path : undefined
  }

  #close(piece: string, at: number): string | undefined {
    this.#levels.pop()
    this.#isKey = false
    const isEnd = this.#levels.length === this.#recordDepth && this.#keepsFrom !== undefined
    if (!isEnd) return undefined
    const record = this.#held + piece.slice(this.#keepsFrom, at + 1)
    this.#held = ''
    this.#keepsFrom = undefined
    return record
  }
}
