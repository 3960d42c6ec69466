import { type BoundaryOptions, findBoundaries } from '../boundaries.ts'
import type { Span } from '../prompt.ts'
import type { Edit, Fix } from '../finding.ts'
import type { Measured } from '../rule.ts'

/** The marker that is written where none is chosen. */
const usualMarker = '<<CACHE_BOUNDARY>>'

/** Puts a boundary on a line of its own, ahead of the line in which an offset stands. */
export function insertBoundary(text: string, offset: number, marker: string = usualMarker): Fix {
  const at = lineStart(text, offset)
  const end = lineBreakOf(text)
  const isOpen = at === text.length && at > 0 && !/\n$/.test(text)
  const edit = { span: { start: at, end: at }, text: (isOpen ? end : '') + marker + end }
  return { title: 'Insert a cache boundary here', edits: [edit] }
}

/** Moves the boundary that ends the cached prefix to a line; undefined for a text without one. */
export function moveBoundary(
  text: string,
  offset: number,
  options: BoundaryOptions,
): Fix | undefined {
  const boundary = findBoundaries(text, options).at(-1)
  if (!boundary) return undefined
  const marker = text.slice(boundary.span.start, boundary.span.end)
  const line = lineOf(text, boundary.span)
  const at = lineStart(text, offset)
  if (at >= line.start && at <= line.end) return undefined
  const insert = insertBoundary(text, offset, marker)
  const remove = { span: line, text: '' }
  return { title: 'Move the cache boundary here', edits: [...insert.edits, remove] }
}

/** Moves a part of a text behind a boundary, to the beginning of what is sent uncached. */
export function moveBehind(prompt: Measured, part: Span, boundary: Span): Edit[] | undefined {
  const { text } = prompt.document
  const unit = unitAround(text, part)
  const to = lineOf(text, boundary).end
  const crosses = unit.end > boundary.start && unit.start < to
  if (crosses || unit.start >= to) return undefined
  const end = lineBreakOf(text)
  const moved = text.slice(unit.start, unit.end).trim()
  const isOpen = to === text.length && !/\n$/.test(text)
  return [
    { span: withBlankLine(text, unit), text: '' },
    { span: { start: to, end: to }, text: `${isOpen ? end : ''}${moved}${end}` },
  ]
}

/** A paragraph with the blank line behind it, so that two of them do not meet where it was. */
function withBlankLine(text: string, { start, end }: Span): Span {
  const isFirst = /(?:^\uFEFF?|(?:^|\n)\r?\n)$/.test(text.slice(Math.max(0, start - 3), start))
  const blank = /^\r?\n/.exec(text.slice(end, end + 2))
  return { start, end: isFirst && blank ? end + blank[0].length : end }
}

/**
 * What is moved with a part: its line, or its sentence where the line holds several, so that nothing is torn apart.
 * A sentence that begins on an earlier line is taken from there.
 */
export function unitAround(text: string, part: Span): Span {
  const paragraph = paragraphAround(text, part)
  let start = paragraph.start
  const before = text.slice(paragraph.start, part.start)
  for (const { index, 0: match } of before.matchAll(/[.!?:](?:[ \t]*\r?\n|[ \t]+(?=[A-Z"*{]))/g))
    start = paragraph.start + index + match.length
  const after = /[.!?](?=\s|$)[ \t]*(?:\r?\n)?/.exec(text.slice(part.end, paragraph.end))
  const end = after ? part.end + after.index + after[0].length : paragraph.end
  return { start, end }
}

/** The lines around a part up to a blank line, a list item, a heading or a tag. */
function paragraphAround(text: string, part: Span): Span {
  let { start, end } = lineOf(text, part)
  while (start > 0) {
    const before = lineOf(text, { start: start - 1, end: start - 1 })
    const isFirst = before.start >= start
    if (isFirst || isBorder(text.slice(start, start + 40)) || isBlankLine(text, before)) break
    start = before.start
  }
  while (end < text.length) {
    const next = lineOf(text, { start: end, end })
    if (isBlankLine(text, next) || isBorder(text.slice(next.start, next.start + 40))) break
    end = next.end
  }
  return { start, end }
}

const isBorder = (line: string): boolean =>
  /^[ \t]*(?:[-*+>#|<]|\d+[.)]|```|\w[\w ]{0,30}:)/.test(line)

function isBlankLine(text: string, { start, end }: Span): boolean {
  return text.slice(start, end).trim() === '' || text.slice(start, end).startsWith('<<')
}

/** The whole line of a span, with its end. */
export function lineOf(text: string, { start, end }: Span): Span {
  const next = text.indexOf('\n', Math.max(start, end - 1))
  return { start: lineStart(text, start), end: next < 0 ? text.length : next + 1 }
}

function lineStart(text: string, offset: number): number {
  if (offset > text.length) return text.length
  const start = offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start
}

/** How a text ends its lines. */
export function lineBreakOf(text: string): string {
  const at = text.indexOf('\n')
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n'
}
