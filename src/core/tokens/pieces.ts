/**
 * A set of pieces of text in which the longest one that begins at an offset is found. A trie in a hash table: an entry's
 * key is the node above and the unit between them, its value the node below, what piece ends there and whether the trie
 * goes on. The first two units, where they are ASCII, are found by a table of their own. At most 65,535 nodes and 32,766
 * pieces. Pieces are asked for when a text first holds the two units that they begin with.
 */
export class Pieces {
  /** How many pieces there are, added or not. */
  readonly size: number
  /** Where the piece that `find` found ends. */
  end = 0
  readonly #entries: Int32Array
  readonly #mask: number
  /** By pair of ASCII units: the entry of the second, or -1 where their pieces were not asked for. */
  readonly #first = new Int32Array(128 * 128).fill(unasked)
  readonly #ask: (pair: number) => void
  #nodes = 1
  /** The slots of the units of the piece that was added last. */
  readonly #path: number[] = []

  /**
   * `room` is at least the number of units of all pieces, without what a piece shares with the one before it. `ask` adds
   * the pieces that begin with a pair of ASCII units: 128 times the first plus the second.
   */
  constructor(room: number, size: number, ask: (pair: number) => void) {
    this.size = size
    this.#ask = ask
    let slots = 256
    while (slots < room * 1.5) slots *= 2
    this.#mask = slots - 1
    this.#entries = new Int32Array(slots * 2)
  }

  /** Adds the piece that has its first `shared` units from the one added before it; at least two units in all. */
  add(piece: number, shared: number, rest: string): void {
    const entries = this.#entries
    for (let at = 0; at < rest.length; at++) {
      const depth = shared + at
      const above = depth === 0 ? -1 : (this.#path[depth - 1] ?? -1)
      const node = above < 0 ? 0 : nodeOf(entries[above * 2 + 1] ?? 0)
      const key = (node << 16) | rest.charCodeAt(at)
      let slot = mix(key) & this.#mask
      while (entries[slot * 2 + 1] !== 0 && entries[slot * 2] !== key)
        slot = (slot + 1) & this.#mask
      if (entries[slot * 2 + 1] === 0) {
        entries[slot * 2] = key
        entries[slot * 2 + 1] = this.#nodes << 16
        this.#nodes += 1
        if (above >= 0) entries[above * 2 + 1] = (entries[above * 2 + 1] ?? 0) | goesOn
      }
      this.#path[depth] = slot
    }
    const last = (this.#path[shared + rest.length - 1] ?? 0) * 2 + 1
    entries[last] = (entries[last] ?? 0) | (piece + 1)
  }

  /** To be called when pieces were added that no pair asked for. */
  refresh(): void {
    this.#first.forEach((entry, pair) => {
      if (entry !== unasked) this.#first[pair] = this.#entryOf(pair)
    })
  }

  #fetch(pair: number): number {
    this.#ask(pair)
    return (this.#first[pair] = this.#entryOf(pair))
  }

  #entryOf(pair: number): number {
    const node = nodeOf(this.#entry(pair >> 7))
    return node === 0 ? 0 : this.#entry((node << 16) | (pair & 127))
  }

  /** The number of the longest piece that begins at `at`, or -1. */
  find(text: string, at: number, length: number): number {
    if (at + 1 >= length) return -1
    const entries = this.#entries
    const mask = this.#mask
    const head = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    let entry = 0
    if ((head | second) < 128) {
      const pair = head * 128 + second
      entry = this.#first[pair] as number
      if (entry === unasked) entry = this.#fetch(pair)
    } else {
      const node = nodeOf(this.#entry(head))
      if (node !== 0) entry = this.#entry((node << 16) | second)
    }
    let found = -1
    let next = at + 2
    while (entry !== 0) {
      const piece = entry & 0x7fff
      if (piece !== 0) {
        found = piece - 1
        this.end = next
      }
      if ((entry & goesOn) === 0 || next >= length) break
      const key = (entry & -65536) | text.charCodeAt(next)
      let slot = mix(key) & mask
      entry = entries[slot * 2 + 1] as number
      while (entry !== 0 && entries[slot * 2] !== key) {
        slot = (slot + 1) & mask
        entry = entries[slot * 2 + 1] as number
      }
      next += 1
    }
    return found
  }

  /** The value of a key, or 0. */
  #entry(key: number): number {
    let slot = mix(key) & this.#mask
    while (this.#entries[slot * 2 + 1] !== 0 && this.#entries[slot * 2] !== key) {
      slot = (slot + 1) & this.#mask
    }
    return this.#entries[slot * 2 + 1] as number
  }
}

/** No entry: the upper half of one is the number of a node. */
const unasked = -1

/** An entry's bit that says that longer pieces begin alike. */
const goesOn = 0x8000

function nodeOf(entry: number): number {
  return entry >>> 16
}

function mix(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
