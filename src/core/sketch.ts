/** What a text is made of, whatever the order: its pieces by their hash, and how many characters they have together. */
export type Sketch = ReadonlyMap<number, number>

/** The sketch of texts; pieces end with a line, a sentence, a clause or an escape. */
export function sketchOf(texts: Iterable<string>): Sketch {
  const pieces = new Map<number, number>()
  for (const text of texts) {
    let hash = offset
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      hash = Math.imul(hash ^ unit, prime)
      if (!ends.has(unit) && at + 1 < text.length) continue
      pieces.set(hash, (pieces.get(hash) ?? 0) + at + 1 - from)
      hash = offset
      from = at + 1
    }
  }
  return pieces
}

/** Characters that stand in one of two texts only. */
export function differenceOf(a: Sketch, b: Sketch): number {
  let sum = 0
  for (const [hash, length] of a) sum += Math.abs(length - (b.get(hash) ?? 0))
  for (const [hash, length] of b) if (!a.has(hash)) sum += length
  return sum
}

/** Characters of a text. */
export function lengthOf(sketch: Sketch): number {
  let sum = 0
  for (const length of sketch.values()) sum += length
  return sum
}

/** Fowler, Noll and Vo's hash (FNV-1a, 32 bits), over UTF-16 units. */
const offset = 0x811c9dc5
const prime = 0x01000193

const ends = new Set(Array.from('\n\\.,;', (each) => each.charCodeAt(0)))
