import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { colors, terminalWidth } from './terminal.ts'

type Row = readonly string[]

export interface TableOptions {
  /** Names of the columns. */
  readonly head?: Row
  /** Columns that are flush left, by index; the last column always is, the others are flush right. */
  readonly left?: readonly number[]
  readonly width?: number
  /** Columns that a table too wide for the terminal goes without, by index; the first of them goes first. */
  readonly spare?: readonly number[]
}

/**
 * Rows as lines with aligned columns, by the width that characters take on a terminal. The last column is wrapped into
 * what is left of the line. A last line names the columns that the terminal has no room for.
 */
export function tableLines(
  rows: readonly Row[],
  { head, left = [], width = terminalWidth(), spare = [] }: TableOptions = {},
): string[] {
  const all = head ? [head, ...rows] : rows
  const gone = withoutRoom(widthsOf(all), spare, width)
  const kept = <Cell>(cells: readonly Cell[]): Cell[] => cells.filter((_, i) => !gone.includes(i))
  const isLeft = kept(widthsOf(all).map((_, column) => left.includes(column)))
  const lines = linesOf(all.map(kept), isLeft, width)
  return [
    ...lines.map((line, i) => (head && i === 0 ? colors.dim(line) : line)),
    ...(gone.length > 0
      ? [
          colors.dim(
            `In a wider terminal also: ${gone
              .toSorted((a, b) => a - b)
              .map((i) => head?.[i])
              .join(', ')}.`,
          ),
        ]
      : []),
  ]
}

/** The width of each column. */
function widthsOf(rows: readonly Row[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
}

/** Of the columns that can be spared, as many as have to go. */
function withoutRoom(
  widths: readonly number[],
  spare: readonly number[],
  width: number,
): readonly number[] {
  let total = widths.reduce((sum, each) => sum + each + gap.length, -gap.length)
  const isTooMuch = spare.findIndex((column) => {
    if (total <= width) return true
    total -= (widths[column] ?? 0) + gap.length
    return false
  })
  return isTooMuch < 0 ? spare : spare.slice(0, isTooMuch)
}

function linesOf(rows: readonly Row[], isLeft: readonly boolean[], width: number): string[] {
  const widths = widthsOf(rows).slice(0, -1)
  const indent = widths.reduce((sum, each) => sum + each + gap.length, 0)
  const room = Math.max(narrowest, width - indent)
  return rows.flatMap((row) => {
    const cells = widths.map((size, column) => {
      const cell = row[column] ?? ''
      const space = ' '.repeat(size - stringWidth(cell))
      return isLeft[column] ? cell + space : space + cell
    })
    const [first = '', ...others] = wrapAnsi(row[widths.length] ?? '', room).split('\n')
    return [
      [...cells, first].join(gap).trimEnd(),
      ...others.map((each) => ' '.repeat(indent) + each),
    ]
  })
}

const gap = '  '

/** Columns that the last cell has at least, however narrow the terminal is. */
const narrowest = 24
