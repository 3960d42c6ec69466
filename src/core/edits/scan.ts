import type { Span } from '../prompt.ts'

/** An entry of an object literal: `"key": value` or `key=value`. */
export interface Entry {
  readonly key: string
  readonly keySpan: Span
  readonly value: Span
}

/** Walks over JSON, JavaScript or Python from a place on: strings and comments in one step, brackets one by one. */
export function* tokensIn(
  text: string,
  { start, end }: Span,
  comment: CommentStyle,
): Generator<Token> {
  let at = start
  while (at < end) {
    const sign = text[at] ?? ''
    const length =
      sign === '"' || sign === "'" || sign === '`'
        ? stringLength(text, at, end)
        : commentLength(text, at, end, comment)
    if (length > 0) {
      const kind = sign === '"' || sign === "'" || sign === '`' ? 'string' : 'comment'
      yield { kind, start: at, end: at + length }
      at += length
    } else {
      if (/\S/.test(sign)) yield { kind: 'sign', start: at, end: at + 1 }
      at++
    }
  }
}

/** Which signs begin a comment. */
export type CommentStyle = 'slashes' | 'hash'

export interface Token extends Span {
  readonly kind: 'string' | 'comment' | 'sign'
}

/** The entries of the object literal that a span holds; undefined when it holds none, or an unfinished one. */
export function entriesOf(text: string, span: Span, comment: CommentStyle): Entry[] | undefined {
  if (text[span.start] !== '{' || text[span.end - 1] !== '}') return undefined
  const entries: Entry[] = []
  let depth = 0
  let key: Token | undefined
  let keyEnd = -1
  let value: { start: number; end: number } | undefined
  const close = () => {
    if (key && value) {
      const keySpan = { start: key.start, end: keyEnd }
      const name = text.slice(key.start, keyEnd).replace(/^["']|["']$/g, '')
      entries.push({ key: name, keySpan, value })
    }
    key = value = undefined
  }
  let isValue = false
  for (const token of tokensIn(text, span, comment)) {
    if (token.kind === 'comment') continue
    const sign = token.kind === 'sign' ? (text[token.start] ?? '') : ''
    if (/[}\])]/.test(sign)) depth--
    if (depth === 0 && token.end < span.end && token.start > span.start) return undefined
    if (depth === 1 && sign === ',') {
      close()
      isValue = false
    } else if (depth === 1 && sign === ':' && !isValue) isValue = true
    else if (depth >= 1 && isValue) value = { start: value?.start ?? token.start, end: token.end }
    else if (depth >= 1) {
      key ??= token
      keyEnd = token.end
    }
    if (/[{[(]/.test(sign)) depth++
  }
  close()
  return depth === 0 ? entries : undefined
}

function stringLength(text: string, at: number, end: number): number {
  const quote = text[at] ?? ''
  const triple = quote.repeat(3)
  if (quote !== '`' && text.startsWith(triple, at)) {
    const close = text.indexOf(triple, at + 3)
    return (close < 0 ? end : Math.min(end, close + 3)) - at
  }
  if (quote === '`') return templateLength(text, at, end)
  const code = quote.charCodeAt(0)
  for (let i = at + 1; i < end; i++) {
    const sign = text.charCodeAt(i)
    if (sign === backslash) i++
    else if (sign === code) return i + 1 - at
    else if (sign === lineBreak) return i - at
  }
  return end - at
}

const backslash = 92
const lineBreak = 10

/** A template, with what stands in its `${}`; strings in there are not looked at. */
function templateLength(text: string, at: number, end: number): number {
  let depth = 0
  for (let i = at + 1; i < end; i++) {
    const sign = text[i]
    if (sign === '\\') i++
    else if (sign === '$' && text[i + 1] === '{') depth++
    else if (depth > 0 && sign === '}') depth--
    else if (depth === 0 && sign === '`') return i + 1 - at
  }
  return end - at
}

function commentLength(text: string, at: number, end: number, style: CommentStyle): number {
  const isLine = style === 'hash' ? text[at] === '#' : text.startsWith('//', at)
  if (isLine) {
    const close = text.indexOf('\n', at)
    return (close < 0 ? end : Math.min(end, close)) - at
  }
  if (style === 'hash' || !text.startsWith('/*', at)) return 0
  const close = text.indexOf('*/', at + 2)
  return (close < 0 ? end : Math.min(end, close + 2)) - at
}
