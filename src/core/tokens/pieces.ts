/**
 * A set of pieces of text in which the longest one that begins at an offset is found. A trie: the first two units by
 * table if they are ASCII, the others by a hash of node and unit.
 */
export class Pieces {
  /** Where the piece that `find` found ends. */
  end = 0
  /** How many pieces were added; the newest has this number less one. */
  size = 0
  readonly #first = new Int32Array(128 * 128).fill(-1)
  readonly #parent: Int32Array
  readonly #unit: Uint16Array
  readonly #child: Int32Array
  readonly #piece: Int32Array
  readonly #mask: number
  #nodes = 1
  /** The nodes of the piece that was added last, the root first. */
  readonly #path = [0]

  /** `room` is at least the number of units of all pieces that do not begin another piece alike. */
  constructor(room: number) {
    let slots = 1024
    while (slots < room * 2) slots *= 2
    this.#mask = slots - 1
    this.#parent = new Int32Array(slots)
    this.#unit = new Uint16Array(slots)
    this.#child = new Int32Array(slots)
    this.#piece = new Int32Array(room + 1).fill(-1)
  }

  /** Adds the piece that has its first `shared` units from the one before it, at least two units in all. */
  add(shared: number, rest: string): void {
    let node = this.#path[shared] ?? 0
    for (let at = 0; at < rest.length; at++) {
      const unit = rest.charCodeAt(at)
      const depth = shared + at
      const child = this.#step(node, unit)
      if (depth === 1) {
        const head = this.#unitOf[0] ?? 0
        if (head < 128 && unit < 128) this.#first[head * 128 + unit] = child
      }
      this.#unitOf[depth] = unit
      this.#path[depth + 1] = child
      node = child
    }
    this.#piece[node] = this.size
    this.size += 1
  }
  readonly #unitOf: number[] = []

  /** The number of the longest piece that begins at `at`, or -1. */
  find(text: string, at: number, length: number): number {
    let found = -1
    if (at + 1 >= length) return found
    const head = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    let node =
      head < 128 && second < 128
        ? (this.#first[head * 128 + second] as number)
        : this.#next(this.#next(0, head), second)
    let next = at + 2
    while (node > 0) {
      const piece = this.#piece[node] as number
      if (piece >= 0) {
        found = piece
        this.end = next
      }
      if (next >= length) break
      node = this.#next(node, text.charCodeAt(next))
      next += 1
    }
    return found
  }

  /** The child of a node, or -1; the child of -1 is -1. */
  #next(node: number, unit: number): number {
    let slot = hash(node, unit) & this.#mask
    for (;;) {
      const child = this.#child[slot] as number
      if (child === 0) return -1
      if (this.#parent[slot] === node && this.#unit[slot] === unit) return child
      slot = (slot + 1) & this.#mask
    }
  }

  #step(node: number, unit: number): number {
    let slot = hash(node, unit) & this.#mask
    for (;;) {
      const child = this.#child[slot] as number
      if (child === 0) break
      if (this.#parent[slot] === node && this.#unit[slot] === unit) return child
      slot = (slot + 1) & this.#mask
    }
    this.#parent[slot] = node
    this.#unit[slot] = unit
    this.#child[slot] = this.#nodes
    this.#nodes += 1
    return this.#nodes - 1
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
