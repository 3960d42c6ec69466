import type { Line } from './core/logs.ts'

const lineFeed = 10
const carriageReturn = 13

/**
 * Cuts pieces of bytes into lines. Lines without any of the wanted texts are passed over while they are still bytes,
 * which is most of the work that reading a large log would be.
 */
export class BufferLines {
  /** What came of the line that has not ended yet. */
  #rest: Buffer[] = []
  #number = 0;

  *add(piece: Buffer, wanted: () => readonly string[]): Generator<Line> {
    let needles = new Needles(piece, wanted())
    let start = 0
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      this.#number++
      if (this.#rest.length > 0) {
        yield* this.#ended(piece.subarray(0, end), wanted())
      } else if (needles.stand(start, end)) {
        yield { number: this.#number, text: textOf(piece, start, end) }
        // The first lines tell what the format is, and then what is wanted.
        needles = needles.now(wanted())
      }
      start = end + 1
    }
    if (start < piece.length) this.#rest.push(Buffer.from(piece.subarray(start)))
  }

  *end(wanted: () => readonly string[]): Generator<Line> {
    if (this.#rest.length === 0) return
    this.#number++
    yield* this.#ended(Buffer.alloc(0), wanted())
  }

  *#ended(last: Buffer, wanted: readonly string[]): Generator<Line> {
    const line = Buffer.concat([...this.#rest, last])
    this.#rest = []
    if (!new Needles(line, wanted).stand(0, line.length)) return
    yield { number: this.#number, text: textOf(line, 0, line.length) }
  }
}

/** Where texts stand in bytes, looked for from front to back. */
class Needles {
  readonly #bytes: Buffer
  readonly #texts: readonly string[]
  /** Where each of the texts stands next. */
  readonly #next: number[]

  constructor(bytes: Buffer, texts: readonly string[]) {
    this.#bytes = bytes
    this.#texts = texts
    this.#next = texts.map(() => -1)
  }

  /** Whether any of the texts stands between two places, or there are none to look for. */
  stand(start: number, end: number): boolean {
    if (this.#texts.length === 0) return true
    return this.#texts.some((text, i) => {
      let next = this.#next[i] ?? -1
      if (next < start) {
        const found = this.#bytes.indexOf(text, start)
        next = found < 0 ? this.#bytes.length : found
        this.#next[i] = next
      }
      return next < end
    })
  }

  /** These, or others when others are wanted now. */
  now(texts: readonly string[]): Needles {
    return texts === this.#texts || texts.length === 0 ? this : new Needles(this.#bytes, texts)
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const isMarked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  const from = isMarked ? start + 3 : start
  return bytes.toString('utf8', from, bytes[end - 1] === carriageReturn ? end - 1 : end)
}
