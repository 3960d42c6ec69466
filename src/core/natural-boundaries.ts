import { type BoundaryOptions, findBoundaries } from './boundaries.ts'

/** A place in a text at which its author paused. */
export interface NaturalBoundary {
  readonly kind: 'heading' | 'rule' | 'marker'
  /** What stands after it may be sent apart from what stands before it. */
  readonly offset: number
  /** The heading or the marker itself. */
  readonly text: string
}

/** Headings, rules and markers of a text, in order. */
export function naturalBoundaries(text: string, options: BoundaryOptions): NaturalBoundary[] {
  const found: NaturalBoundary[] = []
  for (const { index, 0: line } of text.matchAll(
    /^(?:#{1,6}[ \t]+\S[^\n]{0,200}|(?:[-=*_═─]{3,}[ \t]*\r?$))/gm,
  )) {
    if (index === 0) continue
    const kind = line.startsWith('#') ? 'heading' : 'rule'
    found.push({ kind, offset: index, text: line.trim() })
  }
  for (const { span } of findBoundaries(text, options)) {
    found.push({ kind: 'marker', offset: span.start, text: text.slice(span.start, span.end) })
  }
  return found.sort((a, b) => a.offset - b.offset)
}
