import type { Line } from './core/logs.ts'

const lineFeed = 10
const carriageReturn = 13

/**
 * Cuts pieces of bytes into lines. Lines without any of the wanted texts are passed over while they are still bytes,
 * which is most of the work that reading a large log would be.
 */
export class BufferLines {
  readonly #wanted: () => readonly string[]
  /** What came of the line that has not ended yet. */
  #rest: Buffer[] = []
  #number = 0
  #needles = new Needles([])

  constructor(wanted: () => readonly string[]) {
    this.#wanted = wanted
  }

  /** The lines that a piece ends. The first ones come a few at a time: they tell what the format is, and that what is wanted. */
  *add(piece: Buffer): Generator<readonly Line[]> {
    let lines: Line[] = []
    let start = 0
    this.#needles.lookIn(piece)
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      this.#number++
      if (this.#rest.length > 0) {
        lines.push(...this.#ended(piece.subarray(0, end)))
        this.#needles.lookIn(piece)
      } else if (this.#needles.stand(start, end)) {
        lines.push({ number: this.#number, text: textOf(piece, start, end) })
      }
      start = end + 1
      if (this.#needles.areAll && lines.length > 0) {
        yield lines
        lines = []
        this.#needles = new Needles(this.#wanted())
        this.#needles.lookIn(piece)
      }
    }
    if (start < piece.length) this.#rest.push(Buffer.from(piece.subarray(start)))
    if (lines.length > 0) yield lines
  }

  /** The last line, where nothing ends it. */
  end(): readonly Line[] {
    if (this.#rest.length === 0) return []
    this.#number++
    return this.#ended(Buffer.alloc(0))
  }

  #ended(last: Buffer): readonly Line[] {
    const line = Buffer.concat([...this.#rest, last])
    this.#rest = []
    this.#needles.lookIn(line)
    if (!this.#needles.stand(0, line.length)) return []
    return [{ number: this.#number, text: textOf(line, 0, line.length) }]
  }
}

/** Where texts stand in bytes, looked for from front to back. */
class Needles {
  /** Whether there is nothing to look for, so that every line is wanted. */
  readonly areAll: boolean
  readonly #texts: readonly Buffer[]
  /** Where each of the texts stands next; -1 before it was looked for. */
  readonly #next: number[]
  #bytes: Buffer = Buffer.alloc(0)

  constructor(texts: readonly string[]) {
    this.#texts = texts.map((text) => Buffer.from(text))
    this.#next = texts.map(() => -1)
    this.areAll = texts.length === 0
  }

  lookIn(bytes: Buffer): void {
    this.#bytes = bytes
    this.#next.fill(-1)
  }

  /** Whether any of the texts stands between two places. */
  stand(start: number, end: number): boolean {
    for (let i = 0; i < this.#texts.length; i++) {
      let next = this.#next[i] ?? -1
      if (next < start) {
        const found = this.#bytes.indexOf(this.#texts[i] ?? '', start)
        next = found < 0 ? this.#bytes.length : found
        this.#next[i] = next
      }
      if (next < end) return true
    }
    return this.areAll
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const isMarked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  const from = isMarked ? start + 3 : start
  return bytes.toString('utf8', from, bytes[end - 1] === carriageReturn ? end - 1 : end)
}
