/** Positions that are in sight: `start` to `end`, exclusive. Both may be fractions while zooming. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Where a position's column lies, in pixels. */
export interface Column {
  readonly left: number
  readonly width: number
}

/** Pixels that an iteration has at the least, where not all of them can be seen with fewer; or when all can. */
const comfortable = 9
const fewest = 5

/** The most of `count` that can be seen comfortably in `width` pixels, around a position. */
export function rangeFor(count: number, width: number, position: number): Range {
  const isRoomForAll = count * fewest <= width
  const length = isRoomForAll
    ? count
    : Math.min(count, Math.max(8, Math.floor(width / comfortable)))
  return within({ start: position - length / 2, end: position + length / 2 }, count)
}

/** The smallest move of a range that brings a position into it. */
export function follow(range: Range, position: number, count: number): Range {
  const length = range.end - range.start
  if (position >= Math.ceil(range.start) && position + 1 <= Math.floor(range.end)) return range
  const isFar = position < range.start - length || position > range.end + length
  if (isFar) return within({ start: position - length / 2, end: position + length / 2 }, count)
  const start = position < range.start + 1 ? position : position + 1 - length
  return within({ start, end: start + length }, count)
}

/** Shows `factor` times as many positions, with `anchor` (a position) staying where it is. */
export function zoom(range: Range, factor: number, anchor: number, count: number): Range {
  const length = range.end - range.start
  const next = Math.min(count, Math.max(Math.min(count, 6), length * factor))
  const share = length > 0 ? (anchor - range.start) / length : 0.5
  const start = anchor - share * next
  return within({ start, end: start + next }, count)
}

/** Shifts a range to lie within 0 to `count`, on whole positions. */
export function within(range: Range, count: number): Range {
  const length = Math.min(count, Math.round(range.end - range.start))
  const start = Math.round(Math.min(Math.max(0, range.start), count - length))
  return { start, end: start + length }
}

/** Pixels from one position to the next. */
export function pitchOf(range: Range, width: number): number {
  return width / Math.max(1, range.end - range.start)
}

/** The position under a pixel, held within the range. */
export function positionAt(x: number, range: Range, width: number): number {
  const at = Math.floor(range.start + x / pitchOf(range, width))
  return Math.max(Math.ceil(range.start), Math.min(Math.floor(range.end) - 1, at))
}

/** Where a position's bar is drawn: a gap between bars as long as there is room for one. */
export function columnOf(position: number, range: Range, width: number): Column {
  const pitch = pitchOf(range, width)
  const gap = pitch >= 24 ? Math.min(10, pitch * 0.18) : pitch >= 4 ? 1 : 0
  const widest = 56
  const bar = Math.min(widest, pitch - gap)
  return { left: (position - range.start) * pitch + (pitch - bar) / 2, width: bar }
}

/** Every how many positions the axis bears a number: 1, 2, 5, 10, ... */
export function tickStep(pitch: number, labelWidth: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      if (power * factor * pitch >= labelWidth) return power * factor
    }
  }
}

/** A label beside a place on the timeline: entries expired, nothing happened for long, or tokens were lost. */
export interface Label {
  readonly x: number
  readonly width: number
  readonly text: string
  readonly tone: 'expired' | 'idle' | 'lost'
}

/** A label with its place: which of the rows, and where its text begins. */
export interface PlacedLabel extends Label {
  readonly row: number
  readonly left: number
}

/** Gives every label a place where it covers no other; those without a place are left out. */
export function placeLabels(labels: readonly Label[], width: number, rows: number): PlacedLabel[] {
  const free = Array.from({ length: rows }, () => -Infinity)
  const placed: PlacedLabel[] = []
  for (const label of labels.toSorted((a, b) => a.x - b.x)) {
    const left = Math.max(0, Math.min(label.x + 4, width - label.width))
    const row = free.findIndex((end) => end + 8 <= left)
    if (row < 0) continue
    free[row] = left + label.width
    placed.push({ ...label, row, left })
  }
  return placed
}
