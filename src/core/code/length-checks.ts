import type { Span } from '../prompt.ts'
import type { PromptDocument } from '../source.ts'
import { type Language, languageOf, parseCode } from './syntax.ts'

/** A comparison of a length in characters with what is meant as a number of tokens. */
export interface LengthCheck {
  readonly span: Span
  /** What is measured, as the code spells it. */
  readonly name: string
  /** The number or the constant on the other side. */
  readonly limit: Span & { readonly text: string }
  /** Its value, where it is written out. */
  readonly number?: number
}

const patterns: Readonly<Record<Language, RegExp>> = {
  javascript:
    /\??\.length\s{0,8}(?:>=?|<=?)\s{0,8}(\d[\d_]*|(?:[\w$]+\.){0,3}[\w$]*token[\w$]*)\b(?![ \t]*[*.([])/gi,
  python:
    /\blen\(\s{0,8}([\w.]{1,80})\s{0,8}\)\s{0,8}(?:>=?|<=?)\s{0,8}(\d[\d_]*|[\w.]{0,80}token\w*)\b(?![ \t]*[*.([])/gi,
}

/** Limits that are known as minima in tokens. */
const minima = new Set([512, 1000, 1024, 2000, 2048, 4000, 4096])

/** The comparisons of a document that take characters for tokens, where caching is spoken of. */
export function lengthChecks(document: PromptDocument): LengthCheck[] {
  const language = languageOf(document)
  const { text } = document
  if (!language || !/cache/i.test(text)) return []
  const found: LengthCheck[] = []
  const mentions = [...text.matchAll(/cach/gi)].map(({ index }) => index)
  for (const match of text.matchAll(patterns[language])) {
    const [whole] = match
    const before = language === 'javascript' ? nameBefore(text, match.index) : match[1]
    const [name = '', limit = ''] = [before, match.at(-1)]
    const number = /^\d/.test(limit) ? Number(limit.replaceAll('_', '')) : undefined
    if (number !== undefined && !minima.has(number)) continue
    if (isList(name) || !isNear(mentions, match.index)) continue
    if (!isAboutCaching(document, language, match.index + 1)) continue
    const end = match.index + whole.length
    const start = language === 'javascript' ? match.index - name.length : match.index
    if (name === '') continue
    found.push({
      span: { start, end },
      name,
      limit: { start: end - limit.length, end, text: limit },
      ...(number !== undefined && { number }),
    })
  }
  return found
}

/** The expression whose length is taken. */
function nameBefore(text: string, at: number): string {
  return /[\w$.?]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? ''
}

/** Counts of messages and of tokens themselves are no lengths of text. */
const isList = (name: string): boolean =>
  /(?:messages|blocks|tools|tokens|ids|list|items|lines|history)$/i.test(name)

/** Characters on either side of a place that may say what it is about. */
const reach = 2000

/** Whether any of the places, which are in order, is within reach: most of a long file is not worth a closer look. */
function isNear(places: readonly number[], at: number): boolean {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) < at - reach) low = middle + 1
    else high = middle
  }
  return (places[low] ?? Infinity) <= at + reach
}

/** Whether the function around a place, or what stands near it, is about caching. */
function isAboutCaching(document: PromptDocument, language: Language, at: number): boolean {
  const { text } = document
  const code = parseCode(document, language)
  let node = code.tree.resolveInner(at, 1)
  if (/Comment|String/.test(node.name)) return false
  while (node.parent && !/Function|Method/.test(node.name)) node = node.parent
  const isFunction = /Function|Method/.test(node.name)
  // The name of a function may stand ahead of it.
  const from = Math.max(isFunction ? node.from - 80 : 0, at - reach, 0)
  const to = Math.min(isFunction ? node.to : text.length, at + reach)
  return /cach/i.test(text.slice(from, to))
}
