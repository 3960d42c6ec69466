import { type Document, isNode, parseAllDocuments } from 'yaml'
import type { Span } from './prompt.ts'
import type { Locate } from './request.ts'

/** A YAML document, understood as far as it goes. */
export interface ParsedYaml {
  readonly value: unknown
  readonly locate: Locate
  /** The first place where the text is not YAML, and why in the parser's words. */
  readonly broken: { readonly span: Span; readonly reason: string } | undefined
}

/** Reads all YAML documents of a text; nothing for a text that cannot be read at all. */
export function parseYaml(text: string): ParsedYaml[] {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false })
    return Array.isArray(documents) ? documents.map(toParsed) : []
  } catch {
    return []
  }
}

function toParsed(document: Document.Parsed): ParsedYaml {
  const [error] = document.errors
  return {
    value: valueOf(document),
    locate: (path) => {
      const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
      if (!isNode(node) || !node.range) return undefined
      return { start: node.range[0], end: node.range[1] }
    },
    broken: error && {
      span: { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) },
      reason: error.message,
    },
  }
}

/** Aliases that multiply without end are refused by the parser. */
function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch {
    return undefined
  }
}
