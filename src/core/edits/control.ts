import type { Span, Ttl } from '../prompt.ts'
import type { Edit } from '../finding.ts'
import type { Measured } from '../rule.ts'
import { entriesOf } from './scan.ts'
import { syntaxOf } from './syntax.ts'
import { addYamlControl, removeYamlEntry } from './yaml.ts'

/** Removes a `cache_control`, whatever it is called, with its key and its comma. */
export function removeControl(prompt: Pick<Measured, 'document' | 'source'>, value: Span): Edit {
  const { text } = prompt.document
  const { form } = syntaxOf(prompt)
  if (form === 'text') return { span: value, text: '' }
  if (form === 'yaml') {
    const edit = removeYamlEntry(text, value)
    if (edit) return edit
  }
  const start = keyStart(text, value.start)
  const before = lastBefore(text, start)
  if (text[before] === ',') return { span: { start: before, end: value.end }, text: '' }
  const after = firstFrom(text, value.end)
  if (text[after] === ',') return { span: { start, end: firstFrom(text, after + 1) }, text: '' }
  return { span: { start, end: value.end }, text: '' }
}

/** Sets the lifetime of a `cache_control`; undefined where it is not written out. */
export function setTtl(
  prompt: Pick<Measured, 'document' | 'source'>,
  control: Span,
  ttl: Ttl,
): Edit | undefined {
  const { text } = prompt.document
  const source = text.slice(control.start, control.end)
  const own = /(\bttl["']?\s{0,8}[:=]\s{0,8}["']?)(5m|1h)\b/.exec(source)
  if (own) {
    const start = control.start + own.index + (own[1]?.length ?? 0)
    return { span: { start, end: start + 2 }, text: ttl }
  }
  const type = /(["']?)\btype\1(\s{0,8}[:=]\s{0,8})(["']?)(?:ephemeral|default)\3/.exec(source)
  if (!type) return undefined
  const [whole, quote = '', between = ': ', valueQuote = ''] = type
  const at = control.start + type.index + whole.length
  const isFlow = /^\{/.test(source) || syntaxOf(prompt).form !== 'yaml'
  const glue = isFlow ? ', ' : `\n${indentAt(text, control.start + type.index)}`
  const entry = `${glue}${quote}ttl${quote}${between}${valueQuote}${ttl}${valueQuote}`
  return { span: { start: at, end: at }, text: entry }
}

/**
 * Marks a block; undefined where that is not mechanical. Objects get an entry more, a plain string becomes a list of one
 * block.
 */
export function addControl(
  prompt: Pick<Measured, 'document' | 'source' | 'dialect'>,
  block: Span | undefined,
  ttl: Ttl = '5m',
): Edit[] | undefined {
  const { text } = prompt.document
  const { form, comment } = syntaxOf(prompt)
  if (!block || form === 'text') return undefined
  if (text[block.start] !== '{')
    return form === 'yaml' ? addYamlControl(text, block, ttl) : wrapped(prompt, block, ttl)
  const entries = entriesOf(text, block, comment)
  const last = entries?.at(-1)
  if (!entries || !last) return undefined
  const insert = (at: number, what: string): Edit[] => [
    { span: { start: at, end: at }, text: what },
  ]
  if (prompt.dialect === 'converse') {
    return insert(block.end, `, ${spelled(prompt, { cachePoint: pointOf(ttl) }, 'flow')}`)
  }
  const content = entries.find(({ key }) => key === 'content')
  const isMessage = entries.some(({ key }) => key === 'role')
  if (isMessage && prompt.dialect !== 'ai-sdk') {
    return content ? wrapped(prompt, content.value, ttl) : undefined
  }
  const glue = isOneLine(text, block) ? ', ' : `,\n${indentAt(text, last.keySpan.start)}`
  return insert(last.value.end, glue + spelled(prompt, entryFor(prompt, ttl), 'entries'))
}

/** A string as a list of one marked text block. */
function wrapped(
  prompt: Pick<Measured, 'document' | 'source' | 'dialect'>,
  { start, end }: Span,
  ttl: Ttl,
): Edit[] | undefined {
  const { text } = prompt.document
  if (prompt.dialect === 'ai-sdk') {
    const head = `{ role: 'system', content: `
    const tail = `, ${spelled(prompt, entryFor(prompt, ttl), 'entries')} }`
    return around(start, end, head, tail)
  }
  if (prompt.dialect === 'converse' || !/["'`\w)\]}]/.test(text[end - 1] ?? '')) return undefined
  const kind = spelled(prompt, { type: 'text' }, 'entries')
  const key = spelled(prompt, { text: 0 }, 'entries').replace(/0$/, '')
  return around(
    start,
    end,
    `[{ ${kind}, ${key}`,
    `, ${spelled(prompt, entryFor(prompt, ttl), 'entries')} }]`,
  )
}

function around(start: number, end: number, head: string, tail: string): Edit[] {
  return [
    { span: { start, end: start }, text: head },
    { span: { start: end, end }, text: tail },
  ]
}

const pointOf = (ttl: Ttl) => ({ type: 'default', ...(ttl === '1h' && { ttl }) })

function entryFor({ dialect }: Pick<Measured, 'dialect'>, ttl: Ttl): object {
  const control = { type: 'ephemeral', ...(ttl === '1h' && { ttl }) }
  return dialect === 'ai-sdk'
    ? { providerOptions: { anthropic: { cacheControl: control } } }
    : { cache_control: control }
}

/** An object as the document's language spells it, on one line. */
export function spelled(
  prompt: Pick<Measured, 'document' | 'source'>,
  value: object,
  shape: 'flow' | 'entries',
): string {
  const json = JSON.stringify(value)
    .replaceAll(/":(?=["{[\d])/g, '": ')
    .replaceAll(',"', ', "')
  const isCode = prompt.source === 'javascript'
  const plain = isCode ? json.replace(/"(\w+)": /g, '$1: ').replaceAll('"', "'") : json
  const spaced = isCode ? plain.replaceAll('{', '{ ').replaceAll('}', ' }') : plain
  return shape === 'flow' ? spaced : spaced.replace(/^\{\s?|\s?\}$/g, '')
}

function isOneLine(text: string, { start, end }: Span): boolean {
  return !text.slice(start, end).includes('\n')
}

/** The blanks before what stands in a line. */
export function indentAt(text: string, at: number): string {
  const line = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(text.slice(line, at))?.[0] ?? ''
}

/** Where the entry of a value begins: at its key, or at the value where it has none. */
function keyStart(text: string, value: number): number {
  const sign = lastBefore(text, value)
  if (text[sign] !== ':' && text[sign] !== '=') return value
  const end = lastBefore(text, sign)
  const quote = text[end]
  if (quote === '"' || quote === "'") return text.lastIndexOf(quote, end - 1)
  let start = end
  while (start > 0 && /[\w$]/.test(text[start - 1] ?? '')) start--
  return start
}

function lastBefore(text: string, at: number): number {
  let i = at - 1
  while (i >= 0 && /\s/.test(text[i] ?? '')) i--
  return i
}

function firstFrom(text: string, at: number): number {
  let i = at
  while (i < text.length && /\s/.test(text[i] ?? '')) i++
  return i
}
