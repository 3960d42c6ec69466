import { isBlank } from './boundaries.ts'
import type { Section, Span } from './prompt.ts'
import { maxBreakpoints } from './refusals.ts'
import { type Braces, findVariables } from './variables.ts'

/** A part of a template that is sent as a block of its own. */
export interface Piece {
  readonly section: Section
  readonly span: Span
  /** The cacheable variable that it holds. */
  readonly variable?: string
  /** Present where it ends with a breakpoint: the heading, or the variable. */
  readonly breakpointSpan?: Span
}

/** What a template consists of. */
export interface TemplateShape {
  readonly body: Span
  readonly heading: Span | undefined
  readonly braces: Braces
  /** Names of the cacheable variables. */
  readonly constant: ReadonlySet<string>
}

/**
 * The pieces of a template in the order in which they are sent: instructions, then the cacheable variables of the
 * context with the tags or the line around them, then the rest of the context. So nothing that changes stands before
 * what does not.
 */
export function layOut(text: string, { body, heading, braces, constant }: TemplateShape): Piece[] {
  const border = heading?.start ?? body.start
  const groups = findVariables(text, body, braces)
    .filter(({ name }) => constant.has(name))
    .map(({ span, name }) => ({ name, place: span, span: groupAround(text, span, body) }))
  const first = cut({ start: body.start, end: border }, groups, 'system')
  const last = first.findLastIndex(({ span }) => !isBlank(text, span))
  const instructions = first
    .slice(0, last + 1)
    .map((piece, i) => (i === last && heading ? { ...piece, breakpointSpan: heading } : piece))
  const context = cut({ start: border, end: body.end }, groups, 'messages')
  const pieces = [
    ...instructions,
    ...context.filter(({ variable }) => variable !== undefined),
    ...context.filter(({ variable }) => variable === undefined),
  ].filter(({ span }) => !isBlank(text, span))
  return withinLimit(pieces)
}

/** A part of the text around the groups in it; a group is a piece with a breakpoint. */
function cut(
  within: Span,
  groups: readonly { name: string; place: Span; span: Span }[],
  section: Section,
): Piece[] {
  const pieces: Piece[] = []
  let { start } = within
  for (const { name, place, span } of groups) {
    if (span.start < start || span.end > within.end) continue
    pieces.push({ section, span: { start, end: span.start } })
    pieces.push({ section, span, variable: name, breakpointSpan: place })
    start = span.end
  }
  return [...pieces, { section, span: { start, end: within.end } }]
}

/** A request takes four breakpoints: the last ones stay, as their prefixes hold what the others held. */
function withinLimit(pieces: readonly Piece[]): Piece[] {
  const surplus = pieces.filter(({ breakpointSpan }) => breakpointSpan).length - maxBreakpoints
  let dropped = 0
  return pieces.map((piece) => {
    if (!piece.breakpointSpan || piece.variable === undefined || dropped >= surplus) return piece
    dropped++
    const { breakpointSpan: _dropped, ...rest } = piece
    return rest
  })
}

/** A variable with what belongs to it: the tags on the lines around it, or else its line where it stands alone. */
function groupAround(text: string, place: Span, body: Span): Span {
  const line = lineAround(text, place, body)
  const isAlone = text.slice(line.start, line.end).trim() === text.slice(place.start, place.end)
  if (!isAlone) return place
  const before = lineAround(text, { start: line.start - 1, end: line.start - 1 }, body)
  const after = lineAround(text, { start: line.end, end: line.end }, body)
  const [, opened] = /^\s*<([\w-]+)[^<>]*>\s*$/.exec(text.slice(before.start, before.end)) ?? []
  const [, closed] = /^\s*<\/([\w-]+)>\s*$/.exec(text.slice(after.start, after.end)) ?? []
  const isTagged = line.start > body.start && opened !== undefined && opened === closed
  return isTagged ? { start: before.start, end: after.end } : line
}

/** The whole lines that a span touches, with the last one's end. */
function lineAround(text: string, { start, end }: Span, within: Span): Span {
  const from = Math.max(within.start, text.lastIndexOf('\n', Math.max(0, start - 1)) + 1)
  const next = text.indexOf('\n', Math.max(end, 0))
  return {
    start: start <= within.start ? within.start : from,
    end: next < 0 || next >= within.end ? within.end : next + 1,
  }
}
