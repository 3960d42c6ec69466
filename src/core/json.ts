import {
  type Node,
  type ParseError,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
} from 'jsonc-parser'
import type { Span } from './prompt.ts'

/** A JSON text, understood as far as it goes. */
export interface ParsedJson {
  /** The value, with what could not be read left out; undefined for an empty text. */
  readonly value: unknown
  /** Where a part of the value stands. */
  readonly locate: (path: readonly (string | number)[]) => Span | undefined
  /** The first place where the text is not JSON. */
  readonly broken: Span | undefined
}

/** Reads JSON with comments and trailing commas, and keeps going where it is malformed. */
export function parseJson(text: string): ParsedJson {
  const errors: ParseError[] = []
  // A byte order mark is a blank here; the parser knows no such character.
  const plain = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
  const root = parseTree(plain, errors, { allowTrailingComma: true, disallowComments: false })
  const first = errors[0]
  return {
    value: root && getNodeValue(root),
    locate: (path) => {
      const node = root && findNodeAtLocation(root, [...path])
      return node && spanOf(node)
    },
    broken: first && { start: first.offset, end: first.offset + Math.max(1, first.length) },
  }
}

/** JSON that stands within a document: its places are those of the document. */
export function shifted(json: ParsedJson, by: number): ParsedJson {
  const move = (span: Span | undefined): Span | undefined =>
    span && { start: span.start + by, end: span.end + by }
  return {
    value: json.value,
    locate: (path) => move(json.locate(path)),
    broken: move(json.broken),
  }
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length }
}
