import type { Span, Ttl } from '../prompt.ts'
import type { Edit } from '../finding.ts'
import type { Measured } from '../rule.ts'
import { indentAt, spelled } from './control.ts'
import { syntaxOf } from './syntax.ts'

/** Adds a `cache_control` to the body itself; undefined where it has one, or where its body is not written out. */
export function addAutomatic(prompt: Measured, ttl: Ttl): Edit[] | undefined {
  const { text } = prompt.document
  const { form } = syntaxOf(prompt)
  const isMarked = prompt.breakpoints.some(({ isAutomatic }) => isAutomatic)
  if (isMarked || form === 'text' || prompt.isPartial || prompt.dialect === 'converse')
    return undefined
  const control = { type: 'ephemeral', ...(ttl === '1h' && { ttl }) }
  if (form === 'yaml') return inYaml(text, prompt.span, ttl)
  const open = openingOf(prompt)
  if (open === undefined) return undefined
  const { at, isCall } = open
  const isAiSdk = prompt.dialect === 'ai-sdk'
  const entry = isCall
    ? `cache_control=${spelled(prompt, control, 'flow')}`
    : spelled(
        prompt,
        isAiSdk
          ? { providerOptions: { anthropic: { cacheControl: control } } }
          : { cache_control: control },
        'entries',
      )
  const next = /^\s*\n([ \t]*)/.exec(text.slice(at, at + 400))
  const insert = next
    ? `\n${next[1] ?? ''}${entry},`
    : `${isCall ? '' : ' '}${entry},${isCall ? ' ' : ''}`
  return [{ span: { start: at, end: at }, text: insert }]
}

/** Behind the bracket that opens a body: its object's, or that of a call with named arguments. */
function openingOf({
  document,
  span,
  source,
}: Measured): { at: number; isCall: boolean } | undefined {
  const { text } = document
  const start = span?.start ?? text.search(/\{/)
  if (start < 0) return undefined
  if (text[start] === '{') return { at: start + 1, isCall: false }
  const bracket = text.indexOf('(', start)
  if (bracket < 0 || (span && bracket > span.end)) return undefined
  if (source === 'python') return { at: bracket + 1, isCall: true }
  const brace = /^\s*\{/.exec(text.slice(bracket + 1, bracket + 200))
  return brace ? { at: bracket + 1 + brace[0].length, isCall: false } : undefined
}

function inYaml(text: string, span: Span | undefined, ttl: Ttl): Edit[] | undefined {
  const start = span?.start ?? text.search(/^[A-Za-z_]+:/m)
  if (start < 0 || text[start] === '{') return undefined
  const line = text.lastIndexOf('\n', start - 1) + 1
  const indent =
    indentAt(text, start) +
    text
      .slice(line, start)
      .replace(/[^-\s]/g, '')
      .trim()
      .replaceAll('-', '  ')
  const control = `cache_control: { type: ephemeral${ttl === '1h' ? ', ttl: 1h' : ''} }\n${indent}`
  return [{ span: { start, end: start }, text: control }]
}
