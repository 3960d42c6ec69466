import type { Span } from '../prompt.ts'

/** What is known of an expression without running it. */
export type Value = TextValue | ListValue | ObjectValue | ConstantValue | UnknownValue

/** A string: literal parts, and gaps for what is known only when the program runs. */
export interface TextValue {
  readonly kind: 'text'
  readonly span: Span
  readonly parts: readonly Part[]
}

export type Part = string | Gap

/** A part of a string that is not known. */
export interface Gap {
  readonly span: Span
  /** What stands for it: its expression in braces, or one of its values. */
  readonly text: string
  readonly sample?: true
}

interface ListValue {
  readonly kind: 'list'
  readonly span: Span
  readonly items: readonly Value[]
}

export interface ObjectValue {
  readonly kind: 'object'
  readonly span: Span
  readonly entries: readonly (readonly [key: string, value: Value])[]
}

interface ConstantValue {
  readonly kind: 'constant'
  readonly span: Span
  readonly value: number | boolean | null
}

interface UnknownValue {
  readonly kind: 'unknown'
  readonly span: Span
  /** Its expression, cut short. */
  readonly text: string
}

/** The value under a key; the last one counts. */
export function entryOf(value: ObjectValue, key: string): Value | undefined {
  return value.entries.findLast(([name]) => name === key)?.[1]
}

/** The text of a value whose every part is known. */
export function plainText(value: Value | undefined): string | undefined {
  if (value?.kind !== 'text') return undefined
  return value.parts.every((part) => typeof part === 'string') ? value.parts.join('') : undefined
}

/** Values one after the other, as one string. */
export function concat(values: readonly Value[], span: Span): TextValue {
  const parts: Part[] = []
  let length = 0
  for (const part of values.flatMap(partsOf)) {
    length += typeof part === 'string' ? part.length : part.text.length + 100
    if (length > maxLength) return { kind: 'text', span, parts: [...parts, { span, text: '{…}' }] }
    const last = parts.length - 1
    const before = parts[last]
    if (typeof part === 'string' && typeof before === 'string') parts[last] = before + part
    else parts.push(part)
  }
  return { kind: 'text', span, parts }
}

/** Characters of a string that is put together; a program can double one without end. */
const maxLength = 8e6

/** A value as a part of a string. */
function partsOf(value: Value): readonly Part[] {
  if (value.kind === 'text') return value.parts
  if (value.kind === 'constant') return [String(value.value)]
  return [gapOf(value)]
}

/** A gap where a value stands. */
export function gapOf(value: Value): Gap {
  const text = value.kind === 'unknown' ? value.text : '…'
  return { span: value.span, text: `{${text}}` }
}
