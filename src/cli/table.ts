import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { colors, terminalWidth } from './terminal.ts'

export interface TableOptions {
  /** Names of the columns. */
  readonly head?: readonly string[]
  /** Columns that are flush left, by index; the last column always is, the others are flush right. */
  readonly left?: readonly number[]
  readonly width?: number
}

/**
 * Rows as lines with aligned columns, by the width that characters take on a terminal. The last column is wrapped into
 * what is left of the line.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  { head, left = [], width = terminalWidth() }: TableOptions = {},
): string[] {
  const all = head ? [head, ...rows] : rows
  const last = Math.max(0, ...all.map((row) => row.length)) - 1
  const widths = Array.from({ length: Math.max(0, last) }, (_, column) =>
    Math.max(0, ...all.map((row) => stringWidth(row[column] ?? ''))),
  )
  const indent = widths.reduce((sum, each) => sum + each + gap.length, 0)
  const room = Math.max(narrowest, width - indent)
  return all.flatMap((row, index) => {
    const cells = widths.map((size, column) => {
      const cell = row[column] ?? ''
      const space = ' '.repeat(size - stringWidth(cell))
      return left.includes(column) ? cell + space : space + cell
    })
    const [first = '', ...others] = wrapAnsi(row[last] ?? '', room).split('\n')
    const line = [...cells, first].join(gap).trimEnd()
    const isHead = head !== undefined && index === 0
    return [isHead ? colors.dim(line) : line, ...others.map((each) => ' '.repeat(indent) + each)]
  })
}

const gap = '  '

/** Columns that the last cell has at least, however narrow the terminal is. */
const narrowest = 24
