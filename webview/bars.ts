import type { Axis } from './axis.ts'
import type { Hatch, Pen } from './pen.ts'
import { type Bin, type Shown, binOf } from './shown.ts'
import type { Colours } from './theme.ts'

/** What bars are filled with. */
interface Brush {
  readonly fills: readonly (readonly [keyof Bin, string | CanvasPattern])[]
  readonly colours: Colours
}

/** What each part of a bar is filled with; in high contrast every part has a pattern of its own. */
export function brushOf(colours: Colours, hatch: Hatch): Brush {
  const { read, written, input, outline, background } = colours
  return {
    colours,
    fills: [
      ['read', read],
      ['write1h', hatch(written, background, 'diagonal')],
      ['write5m', outline ? hatch(written, background, 'dots') : written],
      ['input', outline ? background : input],
    ],
  }
}

/** Room above the bars: tall enough for the sign of a loss. */
const headroom = 6

/** A bar for each iteration in sight, from the floor up. */
export function paintBars(
  pen: Pen,
  brush: Brush,
  { shown, axis }: { shown: Shown; axis: Axis },
  { floor, tall }: { floor: number; tall: number },
): void {
  const scale = (tall - headroom) / shown.peak
  for (let i = Math.floor(axis.range.start); i < Math.ceil(axis.range.end); i++) {
    const column = axis.columnOf(i)
    const bar = {
      read: shown.read[i] ?? 0,
      write5m: shown.write5m[i] ?? 0,
      write1h: shown.write1h[i] ?? 0,
      input: shown.input[i] ?? 0,
      output: shown.output[i] ?? 0,
      lost: shown.lost[i] ?? 0,
    }
    const top = paintStack(pen, brush, bar, column, floor, scale)
    if (bar.lost > 0) paintLost(pen, column.left + column.width / 2, top - 5, brush.colours)
  }
}

/** Where iterations outnumber pixels: every column of two pixels is the mean of those that it stands for. */
export function paintBins(
  pen: Pen,
  brush: Brush,
  { shown, axis }: { shown: Shown; axis: Axis },
  { floor, tall }: { floor: number; tall: number },
): void {
  const bins = Array.from({ length: Math.max(1, Math.floor(axis.width / 2)) }, (_, column) =>
    binOf(shown, axis.within(column * 2, column * 2 + 2)),
  )
  const scale = (tall - headroom) / peakOf(bins)
  bins.forEach((bin, i) => {
    const column = { left: i * 2, width: 2 }
    const top = paintStack(pen, brush, bin, column, floor, scale)
    pen.fillStyle = brush.colours.lost
    if (bin.lost > 0) pen.fillRect(column.left, Math.min(top - 6, floor - 12), 2, 4)
  })
}

/** The largest of some bins, prompt and output together. */
export function peakOf(bins: readonly Bin[]): number {
  return bins.reduce(
    (most, { read, write5m, write1h, input, output }) =>
      Math.max(most, read + write5m + write1h + input + output),
    1,
  )
}

/** A small triangle that points at a bar which lost something. */
function paintLost(pen: Pen, x: number, y: number, colours: Colours): void {
  pen.fillStyle = colours.lost
  pen.beginPath()
  pen.moveTo(x - 3.5, y - 3)
  pen.lineTo(x + 3.5, y - 3)
  pen.lineTo(x, y + 2)
  pen.fill()
}

/** One stacked bar, from the floor up; answers where its top is. */
export function paintStack(
  pen: Pen,
  { colours, fills }: Brush,
  bin: Bin,
  { left, width }: { left: number; width: number },
  floor: number,
  scale: number,
): number {
  let y = floor
  for (const [key, fill] of fills) {
    const tall = bin[key] * scale
    if (tall <= 0) continue
    const shownTall = Math.max(tall, 1)
    const seam = y < floor && width >= 4 && shownTall > 2 ? 1 : 0
    y -= shownTall
    pen.fillStyle = fill
    pen.fillRect(left, y, width, shownTall - seam)
    if (!colours.outline || width < 4 || shownTall < 4) continue
    pen.strokeStyle = colours.outline
    pen.lineWidth = 1
    pen.strokeRect(left + 0.5, y + 0.5, width - 1, Math.max(0, shownTall - 1))
  }
  if (bin.output > 0 && width >= 2) {
    const tall = Math.max(2, bin.output * scale)
    y -= tall + 1
    pen.fillStyle = colours.output
    pen.fillRect(left, y, width, tall)
  }
  return y
}
