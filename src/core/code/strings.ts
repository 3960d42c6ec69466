import type { SyntaxNode } from '@lezer/common'
import { type Context, childrenOf, evaluate, unknownOf } from './evaluate.ts'
import { insideOf, isRaw, unescape } from './literals.ts'
import { shortSource, spanOf } from './nodes.ts'
import { type Part, type Value, concat, plainText } from './value.ts'

/** A string literal, with what is put into it: known constants filled in, anything else as a gap. */
export function literal(node: SyntaxNode, context: Context): Value {
  const { code } = context
  const { start, end } = insideOf(node, code)
  const raw = isRaw(node, code)
  const isFormat = node.name === 'FormatString'
  const piece = (from: number, to: number): string => {
    const text = code.text.slice(from, Math.max(from, to))
    const plain = raw ? text.replaceAll('\r\n', '\n') : unescape(text, code)
    return isFormat ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain
  }
  const parts: Value[] = []
  let from = start
  for (let each = node.firstChild; each; each = each.nextSibling) {
    if (each.name !== 'Interpolation' && each.name !== 'FormatReplacement') continue
    parts.push(textValue(node, piece(from, each.from)))
    parts.push(interpolated(each, context))
    from = each.to
  }
  parts.push(textValue(node, piece(from, end)))
  return concat(parts, spanOf(node))
}

/** What stands in `${…}`; known constants are filled in, anything else is a gap with its braces. */
function interpolated(node: SyntaxNode, context: Context): Value {
  const expression = childrenOf(node).find(
    (each) => !/^Interpolation(?:Start|End)$/.test(each.name),
  )
  const value = expression && evaluate(expression, context)
  if (value?.kind === 'text' || value?.kind === 'constant') return value
  const text = shortSource(node, context.code)
  return { kind: 'text', span: spanOf(node), parts: [{ span: spanOf(node), text }] }
}

function textValue(node: SyntaxNode, text: string): Value {
  return { kind: 'text', span: spanOf(node), parts: text === '' ? [] : [text] }
}

/** Python's `'… %s …' % value`. */
export function formatted(node: SyntaxNode, format: Value, context: Context): Value {
  const text = plainText(format)
  return text === undefined ? unknownOf(node, context) : withFields(text, /%[sdrfx]/g, node)
}

/** A text in which fields are filled when the program runs. */
export function withFields(text: string, field: RegExp, node: SyntaxNode): Value {
  const span = spanOf(node)
  const parts: Part[] = []
  let from = 0
  for (const { index, 0: match } of text.matchAll(field)) {
    if (index > from) parts.push(text.slice(from, index))
    parts.push({ span, text: match })
    from = index + match.length
  }
  if (from < text.length) parts.push(text.slice(from))
  return { kind: 'text', span, parts }
}
