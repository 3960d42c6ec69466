import { formatMoney, formatTokens } from '../src/core/format.ts'
import { type Label, type Range, columnOf, pitchOf, placeLabels, tickStep } from './scale.ts'
import { type Bin, type Shown, binsOf } from './shown.ts'
import type { Colours } from './theme.ts'

/** Heights in pixels, top to bottom: labels, bars, axis. */
export const layout = { labels: 34, bars: 118, axis: 18 }
export const height = layout.labels + layout.bars + layout.axis

/** What the timeline draws. */
export interface Picture {
  readonly shown: Shown
  readonly range: Range
  readonly width: number
  readonly colours: Colours
  /** Labels of the positions in sight: where entries expired, and what was lost. */
  readonly marks: readonly { position: number; text: string; tone: Label['tone'] }[]
}

type Context = CanvasRenderingContext2D

/** Draws the timeline; the chosen iteration is not part of it, so that scrubbing need not redraw. */
export function paintTimeline(context: Context, picture: Picture): void {
  const { width, range, colours } = picture
  context.clearRect(0, 0, width, height)
  context.font = colours.font
  context.textBaseline = 'middle'
  const pitch = pitchOf(range, width)
  const floor = layout.labels + layout.bars
  if (pitch >= 3) paintBars(context, picture, floor)
  else paintBins(context, picture, floor)
  context.fillStyle = colours.line
  context.fillRect(0, floor, width, 1)
  paintAxis(context, picture, pitch)
  paintCost(context, picture)
  paintMarks(context, picture)
}

/** Draws all iterations as one strip of columns, to find one's way among many. */
export function paintOverview(
  context: Context,
  shown: Shown,
  size: { width: number; height: number },
  colours: Colours,
): void {
  const { width, height: tall } = size
  context.clearRect(0, 0, width, tall)
  const columns = Math.max(1, Math.min(shown.indices.length, Math.floor(width / 2)))
  const each = width / columns
  const bins = binsOf(shown, 0, shown.indices.length, columns)
  const brush = brushOf(context, colours)
  const peak = peakOf(bins)
  bins.forEach((bin, i) => {
    const column = { left: i * each, width: each }
    paintStack(context, brush, { ...bin, output: 0 }, column, tall, (tall - 6) / peak)
    if (bin.lost > 0) {
      context.fillStyle = colours.lost
      context.globalAlpha = Math.min(1, 0.12 + bin.lost * 2)
      context.fillRect(column.left, 0, Math.max(1, each), 3)
      context.globalAlpha = 1
    }
  })
}

function peakOf(bins: readonly Bin[]): number {
  return bins.reduce((most, bin) => Math.max(most, sizeOf(bin)), 1)
}

function sizeOf({ read, write5m, write1h, input, output }: Bin): number {
  return read + write5m + write1h + input + output
}

function paintBars(context: Context, picture: Picture, floor: number): void {
  const { shown, range, width, colours } = picture
  const brush = brushOf(context, colours)
  const scale = (layout.bars - 6) / shown.peak
  for (let i = Math.floor(range.start); i < Math.ceil(range.end); i++) {
    const column = columnOf(i, range, width)
    const bar = {
      read: shown.read[i] ?? 0,
      write5m: shown.write5m[i] ?? 0,
      write1h: shown.write1h[i] ?? 0,
      input: shown.input[i] ?? 0,
      output: shown.output[i] ?? 0,
      lost: shown.lost[i] ?? 0,
    }
    const top = paintStack(context, brush, bar, column, floor, scale)
    if (bar.lost > 0) paintLost(context, column.left + column.width / 2, top - 5, colours)
  }
}

function paintBins(context: Context, picture: Picture, floor: number): void {
  const { shown, range, width, colours } = picture
  const columns = Math.max(1, Math.floor(width / 2))
  const bins = binsOf(shown, range.start, range.end, columns)
  const brush = brushOf(context, colours)
  const scale = (layout.bars - 6) / peakOf(bins)
  bins.forEach((bin, i) => {
    const column = { left: i * 2, width: 2 }
    const top = paintStack(context, brush, bin, column, floor, scale)
    context.fillStyle = colours.lost
    if (bin.lost > 0) context.fillRect(column.left, Math.min(top - 6, floor - 12), 2, 4)
  })
}

/** A small triangle that points at a bar which lost something. */
function paintLost(context: Context, x: number, y: number, colours: Colours): void {
  context.fillStyle = colours.lost
  context.beginPath()
  context.moveTo(x - 3.5, y - 3)
  context.lineTo(x + 3.5, y - 3)
  context.lineTo(x, y + 2)
  context.fill()
}

interface Brush {
  readonly fills: readonly (readonly [keyof Bin, string | CanvasPattern])[]
  readonly colours: Colours
}

function brushOf(context: Context, colours: Colours): Brush {
  const { read, written, input, outline } = colours
  return {
    colours,
    fills: [
      ['read', read],
      ['write1h', hatch(context, written, colours.background, 'diagonal')],
      ['write5m', outline ? hatch(context, written, colours.background, 'dots') : written],
      ['input', outline ? colours.background : input],
    ],
  }
}

/** One stacked bar, from the floor up; answers where its top is. */
function paintStack(
  context: Context,
  brush: Brush,
  bin: Bin,
  column: { left: number; width: number },
  floor: number,
  scale: number,
): number {
  const { colours, fills } = brush
  const { left, width } = column
  let y = floor
  for (const [key, fill] of fills) {
    const tall = bin[key] * scale
    if (tall <= 0) continue
    const shownTall = Math.max(tall, 1)
    const seam = y < floor && width >= 4 && shownTall > 2 ? 1 : 0
    y -= shownTall
    context.fillStyle = fill
    context.fillRect(left, y, width, shownTall - seam)
    if (!colours.outline || width < 4 || shownTall < 4) continue
    context.strokeStyle = colours.outline
    context.lineWidth = 1
    context.strokeRect(left + 0.5, y + 0.5, width - 1, Math.max(0, shownTall - 1))
  }
  if (bin.output > 0 && width >= 2) {
    const tall = Math.max(2, bin.output * scale)
    y -= tall + 1
    context.fillStyle = colours.output
    context.fillRect(left, y, width, tall)
  }
  return y
}

const hatches = new Map<string, CanvasPattern>()

/** A pattern in a colour: diagonal stripes for one hour; dots for five minutes where fills must not be relied on. */
function hatch(
  context: Context,
  colour: string,
  background: string,
  kind: 'diagonal' | 'dots',
): CanvasPattern | string {
  const key = `${colour} ${background} ${kind} ${devicePixelRatio}`
  const known = hatches.get(key)
  if (known) return known
  const tile = document.createElement('canvas')
  const size = 6
  tile.width = tile.height = size * devicePixelRatio
  const pen = tile.getContext('2d')
  if (!pen) return colour
  pen.scale(devicePixelRatio, devicePixelRatio)
  pen.fillStyle = background
  pen.fillRect(0, 0, size, size)
  if (kind === 'dots') {
    pen.fillStyle = colour
    pen.fillRect(0, 0, 3, 3)
    pen.fillRect(3, 3, 3, 3)
  } else {
    pen.strokeStyle = colour
    pen.lineWidth = 2.6
    for (const x of [-size, 0, size]) {
      pen.beginPath()
      pen.moveTo(x - 1, size + 1)
      pen.lineTo(x + size + 1, -1)
      pen.stroke()
    }
  }
  const pattern = context.createPattern(tile, 'repeat')
  if (!pattern) return colour
  pattern.setTransform(new DOMMatrix().scale(1 / devicePixelRatio))
  hatches.set(key, pattern)
  return pattern
}

function paintAxis(
  context: Context,
  { shown, range, width, colours }: Picture,
  pitch: number,
): void {
  const last = formatTokens((shown.indices.at(-1) ?? 0) + 1)
  const step = tickStep(pitch, Math.max(26, last.length * 7 + 12))
  context.fillStyle = colours.dim
  context.textAlign = 'center'
  for (let i = Math.floor(range.start); i < Math.ceil(range.end); i++) {
    const number = i + 1
    if (step > 1 && number % step !== 0) continue
    const x = (i + 0.5 - range.start) * pitch
    const text = formatTokens((shown.indices[i] ?? 0) + 1)
    const half = text.length * 3.4
    if (x - half < 0 || x + half > width) continue
    context.fillText(text, x, height - layout.axis / 2 + 1)
  }
}

/** What was paid so far; from what it was at the left edge to what it is at the right. */
function paintCost(context: Context, { shown, range, width, colours }: Picture): void {
  const first = Math.floor(range.start)
  const last = Math.ceil(range.end) - 1
  const paid = shown.soFar[first - 1] ?? 0
  const total = shown.soFar[last] ?? 0
  if (total <= paid || last <= first) return
  const pitch = pitchOf(range, width)
  const y = (i: number): number =>
    layout.labels + (layout.bars - 2) * (1 - ((shown.soFar[i] ?? 0) - paid) / (total - paid))
  const step = Math.max(1, Math.floor(1 / pitch))
  context.strokeStyle = colours.text
  context.globalAlpha = colours.outline ? 0.9 : 0.45
  context.lineWidth = 1
  context.beginPath()
  for (let i = first; i <= last; i += step) context.lineTo((i + 0.5 - range.start) * pitch, y(i))
  context.stroke()
  context.globalAlpha = 1
  context.textAlign = 'right'
  context.fillStyle = colours.dim
  context.fillText(`${formatMoney(total)} so far`, width - 2, layout.labels - 10)
}

/** Width at the right end that belongs to the cost so far. */
const reserved = 92
const rowTall = 14

function paintMarks(context: Context, { marks, range, width, colours }: Picture): void {
  const pitch = pitchOf(range, width)
  const tones = { expired: colours.gap, idle: colours.line, lost: colours.lost }
  const labels = marks.map(({ position, text, tone }): Label => {
    const at = tone === 'lost' ? position + 0.5 : position
    return { x: (at - range.start) * pitch, text, tone, width: context.measureText(text).width }
  })
  const placed = placeLabels(labels, width - reserved, 2)
  for (const label of labels) {
    if (label.tone === 'lost') continue
    const row = placed.find((each) => each.x === label.x && each.text === label.text)?.row
    const x = Math.round(label.x) + 0.5
    context.strokeStyle = tones[label.tone]
    context.setLineDash([3, 3])
    context.beginPath()
    context.moveTo(x, row === undefined ? layout.labels : 2 + row * rowTall)
    context.lineTo(x, layout.labels + layout.bars)
    context.stroke()
    context.setLineDash([])
  }
  context.textAlign = 'left'
  for (const { left, row, text, tone, width: wide } of placed) {
    context.clearRect(left - 2, 1 + row * rowTall, wide + 4, rowTall)
    context.fillStyle = tone === 'idle' ? colours.dim : tones[tone]
    context.fillText(text, left, 8 + row * rowTall)
  }
}
