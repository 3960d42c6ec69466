import { parseJson } from './json.ts'
import type { Block, Span, Ttl } from './prompt.ts'
import { ttlOf } from './request.ts'
import { fill } from './variables.ts'

/** A marker in a text that ends a cached prefix, and the lifetime that it asks for. */
export interface Boundary {
  readonly span: Span
  readonly ttl: Ttl
}

/** What decides where a text's boundaries are. */
export interface BoundaryOptions {
  readonly markers: readonly string[]
  /** Of markers that name no lifetime. */
  readonly ttl?: Ttl
}

/** The known spellings of a marker. Every part is bounded, so that no text makes the search slow. */
const known =
  /<<<CACHE_BOUNDARY(?::[\w-]{1,80})?>>>|<<CACHE_BOUNDARY(?:_MARKER)?>>|__CACHE_BOUNDARY__|__SYSTEM_PROMPT_DYNAMIC_BOUNDARY__|<!--\s{0,20}ANTHROPIC_CACHE_CONTROL:\s{0,20}(\{[^{}]{0,200}\})\s{0,20}-->/g

/** The markers of a text, in order. A marker in backticks is spoken about, not used. */
export function findBoundaries(
  text: string,
  { markers, ttl = '5m' }: BoundaryOptions,
  within: Span = { start: 0, end: text.length },
): Boundary[] {
  const searched = within.end < text.length ? text.slice(0, within.end) : text
  const found: Boundary[] = []
  known.lastIndex = within.start
  for (let match = known.exec(searched); match; match = known.exec(searched)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const control = match[1] === undefined ? undefined : parseJson(match[1]).value
    found.push({ span, ttl: ttlOf(control) ?? ttl })
  }
  for (const marker of new Set(markers)) {
    if (marker === '') continue
    let at = searched.indexOf(marker, within.start)
    for (; at >= 0; at = searched.indexOf(marker, at + marker.length)) {
      found.push({ span: { start: at, end: at + marker.length }, ttl })
    }
  }
  let last = -1
  return found
    .filter(({ span }) => !(text[span.start - 1] === '`' && text[span.end] === '`'))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .filter(({ span }) => {
      const isFree = span.start >= last
      if (isFree) last = span.end
      return isFree
    })
}

/**
 * The blocks of a text with boundaries: each closes one with a breakpoint, and what follows the last one has none. The
 * markers themselves are not sent, and a section of nothing but blanks is no block.
 */
export function splitAtBoundaries(
  text: string,
  boundaries: readonly Boundary[],
  { within, make }: { within: Span; make: (content: Span) => Block },
): Block[] {
  const blocks: Block[] = []
  let { start } = within
  for (const { span, ttl } of boundaries) {
    const section = { start, end: span.start }
    if (!isBlank(text, section))
      blocks.push({ ...make(section), breakpoint: ttl, breakpointSpan: span })
    start = span.end
  }
  const rest = { start, end: within.end }
  if (!isBlank(text, rest)) blocks.push(make(rest))
  return blocks
}

/** A system block of a text, with its `{{variables}}` as dynamic parts. */
export function systemBlock(text: string, span: Span): Block {
  return { section: 'system', type: 'text', span, ...fill(text, span) }
}

/** Where the text of a document begins: behind a byte order mark. */
export function startOf(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0
}

/** Whether nothing but blanks stands there. */
export function isBlank(text: string, { start, end }: Span): boolean {
  for (let i = start; i < end; i++) if (/\S/.test(text[i] ?? '')) return false
  return true
}
