import type { SyntaxNode } from '@lezer/common'
import type { Code } from './syntax.ts'

/** The quotes of a string literal: what stands before its text, and how long what stands behind it is. */
interface Quotes {
  readonly prefix: string
  readonly quote: string
}

/** Where the text of a string, template or formatted literal stands: between its quotes. */
export function insideOf(node: SyntaxNode, code: Code): { start: number; end: number } {
  const { prefix, quote } = quotesOf(code.text.slice(node.from, Math.min(node.to, node.from + 8)))
  const start = Math.min(node.from + prefix.length + quote.length, node.to)
  const isClosed =
    node.to - quote.length >= start && code.text.startsWith(quote, node.to - quote.length)
  return { start, end: isClosed ? node.to - quote.length : node.to }
}

/** Whether backslashes are what they are. */
export function isRaw(node: SyntaxNode, code: Code): boolean {
  return /r/i.test(quotesOf(code.text.slice(node.from, node.from + 8)).prefix)
}

function quotesOf(beginning: string): Quotes {
  const match = /^([A-Za-z]{0,3})("""|'''|"|'|`)/.exec(beginning)
  return { prefix: match?.[1] ?? '', quote: match?.[2] ?? '' }
}

/** The text that a piece of a literal stands for. */
export function unescape(text: string, code: Code): string {
  if (!text.includes('\\')) return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
  return text.replaceAll('\r\n', '\n').replace(escapes, (whole: string, body: string) => {
    const known = named[body]
    if (known !== undefined) return known
    const hex = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}|U([\da-f]{8}))$/i.exec(body)
    if (hex) return fromCode(parseInt(hex[1] ?? hex[2] ?? hex[3] ?? hex[4] ?? '', 16), whole)
    // Python keeps a backslash that escapes nothing; JavaScript drops it.
    return code.language === 'python' ? whole : body
  })
}

const escapes = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]{1,6}\}|U[\da-fA-F]{8}|[^])/g

const named: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  $: '$',
}

function fromCode(point: number, whole: string): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : whole
}
