import { parseJson } from '../json.ts'
import type { Block, Span, Ttl } from '../prompt.ts'
import { ttlOf } from '../request.ts'
import type { PromptSource } from '../sources.ts'

/**
 * A plain or Markdown text in which markers say where a cached prefix ends. Each marker closes a system block with a
 * breakpoint; what follows the last one is sent without. The markers themselves are not sent.
 */
export const boundaryText: PromptSource = {
  id: 'boundary-text',
  name: 'Text with a cache boundary',
  read({ text }, options) {
    const boundaries = findBoundaries(text, options.markers)
    if (boundaries.length === 0) return undefined
    const blocks: Block[] = []
    let start = 0
    for (const { span, ttl } of boundaries) {
      const content = text.slice(start, span.start)
      const isEmpty = content.trim() === ''
      if (!isEmpty) {
        blocks.push({
          ...textBlock(content, { start, end: span.start }),
          breakpoint: ttl,
          breakpointSpan: span,
        })
      }
      start = span.end
    }
    const rest = text.slice(start)
    if (rest.trim() !== '') blocks.push(textBlock(rest, { start, end: text.length }))
    return [{ prompt: { model: options.model, blocks, parameters: {} }, problems: [] }]
  },
}

/** A marker in a text, and the lifetime that it asks for. */
interface Boundary {
  readonly span: Span
  readonly ttl: Ttl
}

const known =
  /<<<CACHE_BOUNDARY(?::[\w-]+)?>>>|<<CACHE_BOUNDARY(?:_MARKER)?>>|__CACHE_BOUNDARY__|__SYSTEM_PROMPT_DYNAMIC_BOUNDARY__|<!--\s*ANTHROPIC_CACHE_CONTROL:\s*(\{[^}]*\})\s*-->/g

function findBoundaries(text: string, more: readonly string[]): Boundary[] {
  const boundaries: Boundary[] = []
  for (const match of text.matchAll(known)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const control = match[1] === undefined ? undefined : parseJson(match[1]).value
    boundaries.push({ span, ttl: ttlOf(control) ?? '5m' })
  }
  for (const marker of more) {
    if (marker === '') continue
    for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + marker.length)) {
      boundaries.push({ span: { start: at, end: at + marker.length }, ttl: '5m' })
    }
  }
  return boundaries.sort((a, b) => a.span.start - b.span.start)
}

function textBlock(content: string, span: Span): Block {
  return { section: 'system', type: 'text', content, span }
}
