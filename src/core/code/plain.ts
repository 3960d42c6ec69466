import type { Dynamic, Path, Prompt, Span } from '../prompt.ts'
import type { Locate } from '../request.ts'
import type { Gap, Value } from './value.ts'

/** A value of source code as JSON has it, with the places of its parts and the gaps in its texts. */
export interface Plain {
  readonly value: unknown
  readonly locate: Locate
  /** Adds to a block its parts that are not known. */
  readonly withGaps: (block: Prompt['blocks'][number]) => Prompt['blocks'][number]
}

/** Turns a value into JSON. What is not known becomes a text, a message or a tool that names its expression. */
export function toPlain(root: Value): Plain {
  const spans = new Map<string, Span>()
  const gapsBySpan = new Map<Span, Gap[]>()

  let left = maxValues
  const visit = (value: Value, path: Path): { value: unknown; gaps: Gap[] } => {
    if (left-- <= 0) return { value: null, gaps: [] }
    const made = build(value, path)
    // A span of its own for each part, by which its block is found again.
    const span = { ...value.span }
    spans.set(keyOf(path), span)
    if (made.gaps.length > 0) gapsBySpan.set(span, made.gaps)
    return made
  }

  const build = (value: Value, path: Path): { value: unknown; gaps: Gap[] } => {
    switch (value.kind) {
      case 'constant':
        return { value: value.value, gaps: [] }
      case 'text': {
        const gaps = value.parts.filter((part) => typeof part !== 'string')
        const texts = value.parts.map((part) => (typeof part === 'string' ? part : part.text))
        return { value: texts.join(''), gaps }
      }
      case 'list': {
        const items = value.items.map((item, i) => visit(item, [...path, i]))
        return { value: items.map((item) => item.value), gaps: items.flatMap(({ gaps }) => gaps) }
      }
      case 'object': {
        const made: Record<string, unknown> = {}
        const gaps: Gap[] = []
        for (const [key, inner] of value.entries) {
          const built = visit(inner, [...path, key])
          made[key] = built.value
          gaps.push(...built.gaps)
        }
        return { value: made, gaps }
      }
      case 'unknown': {
        const gap: Gap = { span: value.span, text: `{${value.text}}` }
        const { value: made, at } = standIn(gap, path)
        if (at) {
          const span = { ...value.span }
          spans.set(keyOf([...path, ...at]), span)
          gapsBySpan.set(span, [gap])
        }
        return { value: made, gaps: [gap] }
      }
    }
  }

  const { value } = visit(root, [])
  return {
    value,
    locate: (path) => spans.get(keyOf(path)),
    withGaps: (block) => {
      const gaps = block.span && gapsBySpan.get(block.span)
      const dynamic = gaps && placesOf(gaps, block.content)
      return dynamic && dynamic.length > 0 ? { ...block, dynamic } : block
    },
  }
}

/** Values that are read from one expression. */
const maxValues = 100_000

/** What stands for an unknown value, so that it is read as what its place asks for, and which part of it is a block. */
function standIn({ text }: Gap, path: Path): { value: unknown; at?: Path } {
  const [last, parent] = [path.at(-1), path.at(-2)]
  const isMarked = /cache_?control/i.test(text)
  const mark = isMarked && { cache_control: { type: 'ephemeral' } }
  if (last === 'cache_control' || last === 'cacheControl') return { value: { type: 'ephemeral' } }
  if (last === 'cachePoint') return { value: { type: 'default' } }
  const block = { type: 'text', text, ...mark }
  const message = { role: 'user', content: [block] }
  if (last === 'messages') return { value: [message], at: [0, 'content', 0] }
  if (last === 'tools') return { value: [{ name: text, ...mark }], at: [0] }
  const isItem = typeof last === 'number'
  if (isItem && parent === 'messages') return { value: message, at: ['content', 0] }
  if (isItem && parent === 'tools') return { value: { name: text, ...mark } }
  if (isItem && (parent === 'system' || parent === 'content')) return { value: block }
  return isMarked && last === 'system' ? { value: [block], at: [0] } : { value: text }
}

/** Where the gaps stand in a block's content. */
function placesOf(gaps: readonly Gap[], content: string): Dynamic[] {
  let from = 0
  return gaps.flatMap(({ span, text, sample }): Dynamic[] => {
    const escaped = JSON.stringify(text).slice(1, -1)
    const wanted = content.includes(text, from) ? text : escaped
    const at = content.indexOf(wanted, from)
    if (at < 0) return []
    from = at + wanted.length
    return [{ ...span, at, length: wanted.length, ...(sample && { sample }) }]
  })
}

function keyOf(path: Path): string {
  return path.join('\0')
}
