import type { ChangeKind, Divergence } from './divergence.ts'

/** A divergence in one or two whole sentences, with its place and what stands there. */
export function describeDivergence(divergence: Divergence): string {
  const { kind, was, now, tool } = divergence
  const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`
  switch (kind) {
    case 'tool-added':
      return `The tool ${now} was added${where(divergence)}.`
    case 'tool-removed':
      return `The tool ${was} was removed${where(divergence)}.`
    case 'tool-reordered':
      return `The order of the tools changed: ${now} now stands where ${was} stood.`
    case 'history-truncated':
      return `Messages were dropped from the history${where(divergence)}.`
    case 'history-summarised':
      return `Earlier messages gave way to a summary${where(divergence)}.`
    case 'thinking-dropped':
      return `A thinking block of an earlier turn is gone${where(divergence)}.`
    case 'context-editing':
      return `The content of an earlier tool result was cleared${where(divergence)}.`
    case 'block-added':
      return `A block was inserted${where(divergence)}.`
    case 'block-removed':
      return `A block was removed${where(divergence)}.`
    default: {
      const subject = tool === undefined ? nouns[kind] : `${nouns[kind]} of the tool ${tool}`
      return `${subject} changed${where(divergence)}: ${quoted(was)} became ${quoted(now)}.`
    }
  }
}

function where({ section, block, offset }: Divergence): string {
  const at = offset > 0 ? `, character ${offset + 1}` : ''
  return ` at block ${block + 1} (${section})${at}`
}

const nouns: Readonly<Record<ChangeKind, string>> = {
  timestamp: 'A time',
  date: 'A date',
  uuid: 'A UUID',
  counter: 'A number',
  'random-id': 'A random id',
  'key-order': 'The order of JSON keys',
  whitespace: 'White space',
  'unicode-form': 'The Unicode form of a text',
  're-serialised': 'The spelling of the same content',
  text: 'A text',
  'tool-added': 'The tools',
  'tool-removed': 'The tools',
  'tool-reordered': 'The tools',
  'tool-changed': 'The definition',
  'image-toggled': 'The presence of images',
  'image-changed': 'The bytes of an image',
  'block-added': 'The blocks',
  'block-removed': 'The blocks',
  'history-truncated': 'The history',
  'history-edited': 'An earlier message',
  'history-summarised': 'The history',
  'thinking-dropped': 'The thinking',
  'context-editing': 'The history',
}
