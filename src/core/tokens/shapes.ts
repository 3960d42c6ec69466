/** How many shapes a text is reduced to. */
export const shapeCount = 40

/**
 * Adds to `into` how often each shape occurs in a text: words by length and case, numbers, runs of
 * punctuation and white space, and other scripts by their bytes. One pass, whatever the text.
 */
export function countShapes(text: string, into: Float64Array): void {
  const length = text.length
  let at = 0
  while (at < length) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (kinds[code] ?? 0) : kindAbove(code)
    let end = at + 1
    if (kind === lower || kind === upper) {
      if (kind === upper) {
        while (end < length && kinds[text.charCodeAt(end)] === upper) end += 1
      }
      const capitals = end - at
      if (kind === lower || capitals === 1) {
        while (end < length && kinds[text.charCodeAt(end)] === lower) end += 1
      }
      const size = end - at
      const first = kind === lower ? 0 : capitals === 1 && size > 1 ? 10 : 16
      const buckets = kind === lower ? 10 : 6
      add(into, first + Math.min(buckets - 1, size - 1), Math.max(1, size / buckets))
    } else if (kind === digit) {
      while (end < length && kinds[text.charCodeAt(end)] === digit) end += 1
      add(into, 22, 1)
      add(into, 23, end - at)
    } else if (kind === space) {
      while (end < length && text.charCodeAt(end) === code) end += 1
      const size = end - at
      if (size === 1) add(into, 24, 1)
      else {
        add(into, 25, 1)
        add(into, 26, Math.max(0, size - 16))
      }
    } else if (kind === newline) {
      while (end < length && kinds[text.charCodeAt(end)] === newline) end += 1
      add(into, 27, 1)
      add(into, 28, end - at - 1)
    } else if (kind === mark) {
      while (end < length && text.charCodeAt(end) === code) end += 1
      add(into, 29, 1)
      add(into, 30, end - at - 1)
    } else {
      add(into, kind, 1)
    }
    at = end
  }
}

const lower = -1
const upper = -2
const digit = -3
const space = -4
const newline = -5
const mark = -6

const kinds = new Int8Array(128).map((_, code) => {
  if (code >= 97 && code <= 122) return lower
  if (code >= 65 && code <= 90) return upper
  if (code >= 48 && code <= 57) return digit
  if (code === 32 || code === 9) return space
  if (code === 10 || code === 13) return newline
  return mark
})

function kindAbove(code: number): number {
  if (code < 0x250) return 31
  if (code < 0x370) return 32
  if (code < 0x530) return 33
  if (code < 0x700) return 34
  if (code < 0x800) return 35
  if (code < 0x3000) return code >= 0x1e00 && code < 0x2000 ? 32 : 36
  if (code < 0x3100) return 37
  if (code < 0xa000) return 38
  return 39
}

function add(into: Float64Array, shape: number, amount: number): void {
  into[shape] = (into[shape] ?? 0) + amount
}
