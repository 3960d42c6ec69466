import { type FrontMatter, frontMatter } from '../front-matter.ts'
import type { Block, Span, Ttl } from '../prompt.ts'
import { asSamples, sampleValues } from '../samples.ts'
import type { PromptDocument, PromptSource, SourceOptions } from '../source.ts'
import { type Piece, layOut } from '../template-layout.ts'
import { listOf, textOf } from '../values.ts'
import { type Braces, type Samples, fill, findVariables } from '../variables.ts'

/**
 * A Markdown template: everything before its `## Context` heading is instructions, the same for every call and
 * therefore cached; the context behind it is filled with variables. Front matter may name `model`, `ttl` and the
 * variables that are `cacheable`: each of them is a block of its own with a breakpoint of its own, ahead of the rest of
 * the context.
 */
export const template: PromptSource = {
  id: 'template',
  name: 'Markdown template',
  read(document, options) {
    const layout = templateOf(document, options)
    if (!layout) return undefined
    const { pieces, model, ttl } = layout
    const blocks = pieces.map((piece) => toBlock(document.text, piece, layout, ttl))
    return [{ prompt: { model, blocks, parameters: {} }, problems: [] }]
  },
}

/** A template taken apart. */
interface TemplateParts {
  /** In the order in which they are sent. */
  readonly pieces: readonly Piece[]
  readonly model: string
  readonly ttl: Ttl
  readonly braces: Braces
  readonly samples: Samples
  readonly constant: ReadonlySet<string>
}

/** The parts of a template; undefined when a document is none. */
function templateOf(document: PromptDocument, options: SourceOptions): TemplateParts | undefined {
  const { text } = document
  if (!mayHold.test(text)) return undefined
  const matter = frontMatter(text)
  const heading = findHeading(text, options.headings ?? ['## Context'], matter.end)
  const isDeclared = Array.isArray(matter.settings['cacheable'])
  if (!heading && !isDeclared) return undefined
  const body = { start: matter.end, end: text.length }
  const braces = bracesOf(text, heading ? { start: heading.start, end: text.length } : body)
  if (!braces) return undefined
  const constant = new Set([...namesIn(matter, 'cacheable'), ...(options.cacheable ?? [])])
  const { settings } = matter
  return {
    pieces: layOut(text, { body, heading, braces, constant }),
    model: textOf(settings['model']) ?? options.model,
    ttl: ttlOf(settings['ttl']) ?? options.ttl ?? '5m',
    braces,
    samples: { ...asSamples(settings['sample']), ...sampleValues(document) },
    constant,
  }
}

function ttlOf(value: unknown): Ttl | undefined {
  return value === '5m' || value === '1h' ? value : undefined
}

const mayHold = /\{[\w{]/

/** The heading's line, without its end. */
function findHeading(text: string, headings: readonly string[], from: number): Span | undefined {
  const found = headings.flatMap((heading): Span[] => {
    const wanted = heading.trim()
    if (wanted === '') return []
    let at = text.indexOf(wanted, from)
    for (; at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const end = at + wanted.length
      const isLine = at === from || /[\n\r]/.test(text[at - 1] ?? '')
      if (isLine && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 80)))
        return [{ start: at, end }]
    }
    return []
  })
  return found.sort((a, b) => a.start - b.start)[0]
}

/** Which braces the context is written with; undefined when nothing is filled in. */
function bracesOf(text: string, context: Span): Braces | undefined {
  if (findVariables(text, context, 'double').length > 0) return 'double'
  return findVariables(text, context, 'single').length > 0 ? 'single' : undefined
}

function namesIn({ settings }: FrontMatter, key: string): string[] {
  return listOf(settings[key]).flatMap((each) => (typeof each === 'string' ? [each] : []))
}

function toBlock(text: string, piece: Piece, parts: TemplateParts, ttl: Ttl): Block {
  const { section, span, variable, breakpointSpan } = piece
  const { samples, constant } = parts
  // In instructions, single braces are as likely to be an example: `/users/{id}`.
  const braces = section === 'system' && variable === undefined ? 'double' : parts.braces
  return {
    section,
    ...(section === 'messages' && { role: 'user' as const, message: 0 }),
    type: 'text',
    span,
    ...fill(text, span, { braces, samples, constant }),
    ...(breakpointSpan && { breakpoint: ttl, breakpointSpan }),
  }
}
