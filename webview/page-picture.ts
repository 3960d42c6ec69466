import { formatTokens } from '../src/core/format.ts'
import type { Iteration, Outcome } from '../src/core/simulate.ts'
import { type Picture, height as timelineTall, layout, paintTimeline } from './paint.ts'
import { fontOf, text, wrapped } from './pen-text.ts'
import type { Hatch, Pen } from './pen.ts'
import { brushOf } from './bars.ts'
import type { Side, StackRow } from './stack-row.ts'
import type { Colours } from './theme.ts'
import type { Why } from './explanation.ts'
import { firstWords, roleOf, usageWords } from './words.ts'

/** What a picture of the simulator shows: what is seen, without its controls. */
export interface PagePicture {
  readonly title: string
  readonly figures: readonly (readonly [value: string, label: string])[]
  readonly timeline: Omit<Picture, 'hatch'>
  /** The position that is chosen. */
  readonly position: number
  readonly before: Iteration | undefined
  readonly now: Iteration | undefined
  readonly rows: readonly StackRow[]
  readonly largest: number
  readonly why: Why | undefined
  /** Lines of the table of strategies: name, cost and the like. */
  readonly table: readonly (readonly string[])[]
}

const margin = 24
const rowTall = 22
/** Rows of the stack that a picture has room for. */
const most = 40
const head = 96
const top = head + timelineTall + 44

/** How wide the picture is: its timeline and a margin on either side. */
export function widthOf({ timeline }: PagePicture): number {
  return timeline.axis.width + 2 * margin
}

/** How tall the picture is. */
export function heightOf({ rows, table }: PagePicture): number {
  const stack = Math.min(rows.length, most + 1) * rowTall + 58
  return top + Math.max(stack, 190 + table.length * rowTall) + margin
}

/** Draws the whole page. */
export function paintPage(pen: Pen, page: PagePicture, hatch: Hatch): void {
  const { timeline } = page
  const { colours, axis } = timeline
  pen.fillStyle = colours.background
  pen.fillRect(0, 0, widthOf(page), heightOf(page))
  pen.textBaseline = 'middle'
  paintHead(pen, page, colours)
  const { left, width: wide } = axis.columnOf(page.position)
  pen.strokeStyle = colours.focus
  pen.lineWidth = 1
  pen.strokeRect(
    margin + left - 3,
    head + layout.labels - 6,
    wide + 6,
    timelineTall - layout.labels + 4,
  )
  pen.translate(margin, head)
  paintTimeline(pen, { ...timeline, hatch })
  pen.translate(-margin, -head)
  paintLegend(pen, timeline, hatch)
  const half = Math.round(axis.width * 0.64)
  paintStack(pen, page, hatch, half)
  paintSide(pen, page, margin + half + 28, axis.width - half - 28)
}

function paintHead(pen: Pen, { title, figures }: PagePicture, colours: Colours): void {
  text(pen, title, margin, 24, { colour: colours.text, font: fontOf(colours, 15, true) })
  let x = margin
  for (const [value, label] of figures) {
    text(pen, value, x, 56, { colour: colours.text, font: fontOf(colours, 19) })
    text(pen, label, x, 77, { colour: colours.dim, font: fontOf(colours, 11) })
    pen.font = fontOf(colours, 19)
    const wide = pen.measureText(value).width
    pen.font = fontOf(colours, 11)
    x += Math.max(wide, pen.measureText(label).width) + 40
  }
}

function paintStack(pen: Pen, page: PagePicture, hatch: Hatch, width: number): void {
  const { before, now, rows, largest, timeline } = page
  const { colours } = timeline
  if (!now) return
  const column = before ? (width - 26) / 2 : width
  const right = before ? margin + column + 26 : margin
  const font = fontOf(colours, 12)
  const headOf = (iteration: Iteration): string =>
    `Iteration ${iteration.index + 1} · ${usageWords(iteration.usage)}`
  if (before)
    text(pen, headOf(before), margin, top + 12, { colour: colours.dim, font, width: column })
  text(pen, headOf(now), right, top + 12, { colour: colours.text, font, width: column })
  const brush = new Map(brushOf(colours, hatch).fills)
  rows.slice(0, most).forEach((row, i) => {
    const y = top + 28 + i * rowTall
    if (row.isDivergence) {
      pen.strokeStyle = colours.lost
      pen.setLineDash([3, 3])
      pen.beginPath()
      pen.moveTo(margin, y + 0.5)
      pen.lineTo(margin + width, y + 0.5)
      pen.stroke()
      pen.setLineDash([])
    }
    const paint = (side: Cell | undefined, x: number): void => {
      if (side) paintCell(pen, side, { x, y, width: column, colours, largest, fill: brush })
    }
    if (before) {
      paint(cellOf(row, 'before'), margin)
      text(pen, signs[row.relation], margin + column + 13, y + rowTall / 2, {
        colour: colours[signColours[row.relation]],
        font,
        align: 'center',
      })
    }
    paint(cellOf(row, 'now'), right)
  })
  if (rows.length > most) {
    const y = top + 28 + most * rowTall + rowTall / 2
    text(pen, `and ${rows.length - most} more`, margin, y, { colour: colours.dim, font })
  }
}

/** What of a row stands on one side. */
interface Cell {
  readonly place: string
  readonly words: string
  readonly tokens: number
  readonly outcome: Outcome
  readonly badge: string
}

function cellOf(row: StackRow, of: 'before' | 'now'): Cell | undefined {
  if (row.kind === 'fold') {
    const { count, tokens, outcome } = row[of]
    return { place: '', words: `${count} more, equal`, tokens, outcome, badge: '' }
  }
  const side: Side | undefined = row[of]
  if (!side) return undefined
  const { block, tokens, outcome, breakpoint } = side
  return {
    place: roleOf(block),
    words: firstWords(block),
    tokens,
    outcome,
    badge: breakpoint ? `BP${breakpoint.number}` : '',
  }
}

interface CellPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly colours: Colours
  readonly largest: number
  readonly fill: ReadonlyMap<string, string | CanvasPattern>
}

function paintCell(pen: Pen, cell: Cell, place: CellPlace): void {
  const { x, y, width, colours, largest, fill } = place
  const middle = y + rowTall / 2
  const font = fontOf(colours, 11)
  pen.fillStyle = fill.get(cell.outcome) ?? colours.input
  pen.fillRect(x, y + 1, 4, rowTall - 2)
  text(pen, cell.place, x + 10, middle, { colour: colours.dim, font })
  text(pen, cell.words, x + 58, middle, { colour: colours.text, font, width: width - 190 })
  const number = { colour: colours.text, font, align: 'right' as const }
  text(pen, formatTokens(cell.tokens), x + width - 84, middle, number)
  pen.fillStyle = fill.get(cell.outcome) ?? colours.input
  pen.fillRect(x + width - 78, middle - 2, Math.max(2, 36 * Math.min(1, cell.tokens / largest)), 5)
  text(pen, cell.badge, x + width - 4, middle, { ...number, colour: colours.text })
}

function paintSide(pen: Pen, page: PagePicture, x: number, width: number): void {
  const { why, table, timeline } = page
  const { colours } = timeline
  let y = top + 12
  if (why) {
    const lines = [
      why.title,
      ...why.facts,
      ...(why.advice === undefined ? [] : [`→ ${why.advice}`]),
    ]
    lines.forEach((line, i) => {
      const font = fontOf(colours, 12, i === 0)
      for (const part of wrapped(pen, line, width, font)) {
        text(pen, part, x, y, { colour: colours.text, font })
        y += 18
      }
      y += 3
    })
    y += 14
  }
  const font = fontOf(colours, 12)
  for (const [name = '', ...cells] of table) {
    text(pen, name, x, y, { colour: colours.text, font, width: width - cells.length * 66 })
    cells.forEach((cell, i) => {
      const right = x + width - (cells.length - 1 - i) * 66
      text(pen, cell, right, y, { colour: colours.dim, font, align: 'right' })
    })
    y += rowTall
  }
}

const legend = [
  ['read', 'read'],
  ['write5m', 'written, 5 min'],
  ['write1h', 'written, 1 h'],
  ['input', 'not cached'],
] as const

function paintLegend(pen: Pen, { colours }: PagePicture['timeline'], hatch: Hatch): void {
  const fills = new Map<string, string | CanvasPattern>(brushOf(colours, hatch).fills)
  const font = fontOf(colours, 11)
  const y = head + timelineTall + 12
  let x = margin
  for (const [kind, name] of legend) {
    pen.fillStyle = fills.get(kind) ?? colours.input
    pen.fillRect(x, y - 5, 10, 10)
    text(pen, name, x + 16, y, { colour: colours.dim, font })
    x += pen.measureText(name).width + 40
  }
}

const signs = { equal: '=', changed: '≠', added: '+', removed: '−' } as const
const signColours = { equal: 'read', changed: 'lost', added: 'dim', removed: 'lost' } as const
