import { formatClock, formatDay, formatMoney, formatTokens } from '../src/core/format.ts'
import { type Axis, timeTicks } from './axis.ts'
import { brushOf, paintBars, paintBins, paintStack, peakOf } from './bars.ts'
import type { Hatch, Pen } from './pen.ts'
import { type Label, placeLabels, tickStep } from './scale.ts'
import { type Shown, binOf } from './shown.ts'
import type { Colours } from './theme.ts'

/** Heights in pixels, top to bottom: labels, bars, axis. */
export const layout = { labels: 34, bars: 118, axis: 18 }
export const height = layout.labels + layout.bars + layout.axis
const floor = layout.labels + layout.bars

/** What the timeline draws. */
export interface Picture {
  readonly shown: Shown
  readonly axis: Axis
  readonly colours: Colours
  readonly hatch: Hatch
  /** Labels of the positions in sight: where entries expired, and what was lost. */
  readonly marks: readonly Mark[]
  /** Positions in which the text that is looked for appears for the first time, ascending. */
  readonly found: readonly number[]
}

/** Something to say of a position; a gap ends at it. */
export interface Mark {
  readonly position: number
  readonly text: string
  readonly tone: Label['tone']
}

/** Draws the timeline; the chosen iteration is not part of it, so that scrubbing need not redraw. */
export function paintTimeline(pen: Pen, picture: Picture): void {
  const { axis, colours, hatch } = picture
  pen.font = colours.font
  pen.textBaseline = 'middle'
  if (axis.spacing === 'time') paintGaps(pen, picture)
  const paint = axis.pitch >= 3 ? paintBars : paintBins
  paint(pen, brushOf(colours, hatch), picture, { floor, tall: layout.bars })
  pen.fillStyle = colours.line
  pen.fillRect(0, floor, axis.width, 1)
  if (axis.spacing === 'time') paintTimes(pen, picture)
  else paintNumbers(pen, picture)
  paintFound(pen, picture)
  paintCost(pen, picture)
  paintMarks(pen, picture)
}

/** Draws all iterations as one strip of columns, to find one's way among many. */
export function paintOverview(
  pen: Pen,
  shown: Shown,
  size: { width: number; height: number },
  { colours, hatch }: { colours: Colours; hatch: Hatch },
): void {
  const { width, height: tall } = size
  const count = shown.indices.length
  const columns = Math.max(1, Math.min(count, Math.floor(width / 2)))
  const each = width / columns
  const bins = Array.from({ length: columns }, (_, column) => {
    const start = Math.floor((column * count) / columns)
    return binOf(shown, { start, end: Math.max(start + 1, ((column + 1) * count) / columns) })
  })
  const brush = brushOf(colours, hatch)
  const peak = peakOf(bins)
  bins.forEach((bin, i) => {
    const column = { left: i * each, width: each }
    paintStack(pen, brush, { ...bin, output: 0 }, column, tall, (tall - 6) / peak)
    if (bin.lost > 0) {
      pen.fillStyle = colours.lost
      pen.globalAlpha = Math.min(1, 0.12 + bin.lost * 2)
      pen.fillRect(column.left, 0, Math.max(1, each), 3)
      pen.globalAlpha = 1
    }
  })
}

/** Where time is true, idle time is a band as long as it was. */
function paintGaps(pen: Pen, { marks, axis, colours }: Picture): void {
  for (const { position, tone } of marks) {
    if (tone === 'lost' || position <= axis.range.start) continue
    const before = axis.columnOf(position - 1)
    const from = before.left + before.width
    pen.fillStyle = tone === 'expired' ? colours.gap : colours.line
    pen.globalAlpha = tone === 'expired' ? 0.14 : 0.5
    pen.fillRect(from, layout.labels, axis.columnOf(position).left - from, layout.bars)
    pen.globalAlpha = 1
  }
}

function paintNumbers(pen: Pen, { shown, axis, colours }: Picture): void {
  const { range, width, pitch } = axis
  const last = formatTokens((shown.indices.at(-1) ?? 0) + 1)
  const step = tickStep(pitch, Math.max(26, last.length * 7 + 12))
  pen.fillStyle = colours.dim
  pen.textAlign = 'center'
  for (let i = Math.floor(range.start); i < Math.ceil(range.end); i++) {
    const number = i + 1
    if (step > 1 && number % step !== 0) continue
    const x = (i + 0.5 - range.start) * pitch
    const text = formatTokens((shown.indices[i] ?? 0) + 1)
    const half = text.length * 3.4
    if (x - half < 0 || x + half > width) continue
    pen.fillText(text, x, height - layout.axis / 2 + 1)
  }
}

/** Milliseconds from which on a step of the axis is whole days. */
const day = 86_400_000

function paintTimes(pen: Pen, { shown, axis, colours }: Picture): void {
  const first = Math.floor(axis.range.start)
  const last = Math.ceil(axis.range.end) - 1
  const from = shown.times[first] ?? 0
  const to = shown.times[last] ?? from
  const { step, at } = timeTicks(from, to, Math.max(1, Math.floor(axis.width / 74)))
  const left = axis.columnOf(first).left
  const scale = (axis.columnOf(last).left - left) / Math.max(1, to - from)
  pen.fillStyle = colours.dim
  pen.textAlign = 'center'
  for (const time of at) {
    const x = left + (time - from) * scale + axis.columnOf(first).width / 2
    if (x < 22 || x > axis.width - 22) continue
    pen.fillRect(Math.round(x), floor, 1, 4)
    const text = step >= day ? formatDay(time) : formatClock(time, step)
    pen.fillText(text, x, height - layout.axis / 2 + 2)
  }
}

/** A line under each iteration that holds what is looked for. */
function paintFound(pen: Pen, { found, axis, colours }: Picture): void {
  pen.fillStyle = colours.found
  for (const position of found) {
    if (position < axis.range.start || position >= axis.range.end) continue
    const { left, width } = axis.columnOf(position)
    pen.fillRect(left, floor + 1, Math.max(2, width), 3)
  }
}

/** What was paid so far; from what it was at the left edge to what it is at the right. */
function paintCost(pen: Pen, { shown, axis, colours }: Picture): void {
  const first = Math.floor(axis.range.start)
  const last = Math.ceil(axis.range.end) - 1
  const paid = shown.soFar[first - 1] ?? 0
  const total = shown.soFar[last] ?? 0
  if (total <= paid || last <= first) return
  const y = (i: number): number =>
    layout.labels + (layout.bars - 2) * (1 - ((shown.soFar[i] ?? 0) - paid) / (total - paid))
  const step = Math.max(1, Math.floor(1 / axis.pitch))
  pen.strokeStyle = colours.text
  pen.globalAlpha = colours.outline ? 0.9 : 0.45
  pen.lineWidth = 1
  pen.beginPath()
  for (let i = first; i <= last; i += step) {
    const { left, width } = axis.columnOf(i)
    const x = left + width / 2
    if (i === first) pen.moveTo(x, y(i))
    else pen.lineTo(x, y(i))
  }
  pen.stroke()
  pen.globalAlpha = 1
  pen.textAlign = 'right'
  pen.fillStyle = colours.dim
  pen.fillText(`${formatMoney(total)} so far`, axis.width - 2, layout.labels - 10)
}

/** Width at the right end that belongs to the cost so far. */
const reserved = 92
const rowTall = 14

function paintMarks(pen: Pen, { marks, axis, colours }: Picture): void {
  const tones = { expired: colours.gap, idle: colours.line, lost: colours.lost }
  const labels = marks.map(({ position, text, tone }): Label => {
    const { left, width } = axis.columnOf(position)
    const edge = axis.spacing === 'even' ? left - (axis.pitch - width) / 2 : left
    const x = tone === 'lost' ? left + width / 2 : edge
    return { x, text, tone, width: pen.measureText(text).width }
  })
  const placed = placeLabels(labels, axis.width - reserved, 2)
  for (const label of labels) {
    if (label.tone === 'lost') continue
    const row = placed.find((each) => each.x === label.x && each.text === label.text)?.row
    const x = Math.round(label.x) + 0.5
    pen.strokeStyle = tones[label.tone]
    pen.lineWidth = 1
    pen.setLineDash([3, 3])
    pen.beginPath()
    pen.moveTo(x, row === undefined ? layout.labels : 2 + row * rowTall)
    pen.lineTo(x, floor)
    pen.stroke()
    pen.setLineDash([])
  }
  pen.textAlign = 'left'
  for (const { left, row, text, tone, width: wide } of placed) {
    pen.fillStyle = colours.background
    pen.fillRect(left - 2, 1 + row * rowTall, wide + 4, rowTall)
    pen.fillStyle = tone === 'idle' ? colours.dim : tones[tone]
    pen.fillText(text, left, 8 + row * rowTall)
  }
}
