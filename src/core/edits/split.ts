import type { Span } from '../prompt.ts'
import type { Edit } from '../finding.ts'
import type { Measured } from '../rule.ts'
import { indentAt, spelled } from './control.ts'
import { entriesOf, tokensIn } from './scan.ts'
import { syntaxOf } from './syntax.ts'

/**
 * Takes a sentence out of a string in a marked block and sends it as a block of its own behind the one that ends the
 * cached prefix. Undefined where the string is not written in the block, or where the prefix ends in another list.
 */
export function splitOff(prompt: Measured, block: number, part: Span): Edit[] | undefined {
  const { form, comment } = syntaxOf(prompt)
  const { text } = prompt.document
  const own = prompt.blocks[block]?.block
  const last = prompt.breakpoints.at(-1)
  const target = last && prompt.blocks[last.at]?.block
  const inSameList = target?.section === own?.section && target?.message === own?.message
  if (form !== 'braces' || !own?.span || !target?.span || !inSameList) return undefined
  if (prompt.dialect === 'ai-sdk' || prompt.dialect === 'openai') return undefined
  const field = textOf(text, own.span, comment)
  const isList = entriesOf(text, target.span, comment) !== undefined
  if (!field || !isList || part.start < field.start || part.end > field.end) return undefined
  const literal = [...tokensIn(text, field, comment)].filter(({ kind }) => kind === 'string')
  const [only] = literal
  if (!only || literal.length > 1 || only.end !== field.end) return undefined
  const inside = insideOf(text, field, only)
  const unit = sentenceAround(text, part, inside)
  const rest = text.slice(inside.start, unit.start) + text.slice(unit.end, inside.end)
  if (rest.trim() === '') return undefined
  const quoted =
    text.slice(field.start, inside.start) +
    text.slice(unit.start, unit.end).trim() +
    text.slice(inside.end, field.end)
  const head = prompt.dialect === 'converse' ? {} : { type: 'text' }
  const kind = spelled(prompt, head, 'entries')
  const key = spelled(prompt, { text: 0 }, 'entries').replace(/0$/, '')
  const at = endOfMark(prompt, target.span)
  const [open, close] = prompt.source === 'python' ? ['{', '}'] : ['{ ', ' }']
  const isOneLine = !text.slice(target.span.start, target.span.end).includes('\n')
  const glue = isOneLine ? ', ' : `,\n${indentAt(text, target.span.start)}`
  const made = `${glue}${open}${kind === '' ? '' : `${kind}, `}${key}${quoted}${close}`
  return [
    { span: unit, text: '' },
    { span: { start: at, end: at }, text: made },
  ]
}

/** Behind the block, and behind the cache point that follows it in Bedrock's spelling. */
function endOfMark(prompt: Measured, { end }: Span): number {
  const mark = prompt.breakpoints.at(-1)?.span
  return prompt.dialect === 'converse' && mark && mark.start >= end ? mark.end : end
}

function textOf(text: string, span: Span, comment: 'slashes' | 'hash'): Span | undefined {
  return entriesOf(text, span, comment)?.find(({ key }) => key === 'text')?.value
}

/** Between the quotes of a literal whose prefix (`f`) belongs to its field. */
function insideOf(text: string, field: Span, literal: Span): Span {
  const quote = /^("""|'''|["'`])/.exec(text.slice(literal.start, literal.start + 3))?.[0] ?? '"'
  return {
    start: Math.max(field.start, literal.start) + quote.length,
    end: literal.end - quote.length,
  }
}

/** The sentence or line around a part, within a string as it is written: line breaks may be escaped. */
function sentenceAround(text: string, part: Span, within: Span): Span {
  const before = text.slice(within.start, part.start)
  let start = within.start
  for (const { index, 0: match } of before.matchAll(/\\n|\n|[.!?] +|\} +(?=[A-Z])/g))
    start = within.start + index + match.length
  const after = /\\n|\n|[.!?](?: +|(?=\\n)|$)/.exec(text.slice(part.end, within.end))
  return { start, end: after ? part.end + after.index + after[0].length : within.end }
}
