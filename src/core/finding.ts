import type { Problem, Span } from './prompt.ts'

/** Something that wastes the cache, or may. */
export interface Finding extends Problem {
  /** The rule's id; of a problem, the API's refusal. */
  readonly code: string
  /** A mechanical way out of it. */
  readonly fix?: Fix
}

/** A change of the document that makes its finding disappear. */
export interface Fix {
  /** As a button says it: "Move the date behind the boundary". */
  readonly title: string
  /** Replacements that do not overlap, in offsets of the document as it was analysed. */
  readonly edits: readonly Edit[]
}

/** A part of a document and what comes in its place. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** A document after a fix. */
export function applyFix(text: string, { edits }: Fix): string {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  let result = ''
  let from = 0
  for (const { span, text: insert } of inOrder) {
    result += text.slice(from, Math.max(from, span.start)) + insert
    from = Math.max(from, span.end)
  }
  return result + text.slice(from)
}
