/** What was made for the texts that were asked for last, so many units of text at most. */
export class Memo<Value> {
  readonly #limit: number
  #newer = new Map<string, Value>()
  #older = new Map<string, Value>()
  /** Units of the newer texts. */
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The value that was made for this text, or what `make` makes. */
  get(text: string, make: () => Value): Value {
    const newer = this.#newer.get(text)
    if (newer !== undefined) return newer
    const value = this.#older.get(text) ?? make()
    // Half of the room is given up at once, which keeps what was asked for since the time before.
    if (this.#size >= this.#limit / 2) {
      this.#older = this.#newer
      this.#newer = new Map()
      this.#size = 0
    }
    this.#newer.set(copy(text), value)
    this.#size += text.length
    return value
  }
}

/** The same text by itself: a part of a longer one would keep all of it in memory. */
function copy(text: string): string {
  return ` ${text}`.slice(1)
}
