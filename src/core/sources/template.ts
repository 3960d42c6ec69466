import { parse } from 'yaml'
import type { Block, Span } from '../prompt.ts'
import type { PromptSource } from '../sources.ts'

/**
 * A Markdown template: everything before its `## Context` heading is instructions, the same for every call and
 * therefore cacheable; the context behind it is filled with `{{variables}}`. Front matter may name `model` and `ttl`.
 */
export const template: PromptSource = {
  id: 'template',
  name: 'Markdown template',
  read({ text }, options) {
    const { settings, end } = frontMatter(text)
    const heading = contextHeading.exec(text.slice(end))
    if (!heading || !variable.test(text)) return undefined
    const start = end + heading.index
    const boundary: Span = { start, end: start + heading[0].trimEnd().length }
    const instructions: Block = {
      section: 'system',
      type: 'text',
      content: text.slice(end, boundary.start),
      span: { start: end, end: boundary.start },
      breakpoint: settings['ttl'] === '1h' ? '1h' : '5m',
      breakpointSpan: boundary,
    }
    const context: Block = {
      section: 'messages',
      role: 'user',
      message: 0,
      type: 'text',
      content: text.slice(boundary.start),
      span: { start: boundary.start, end: text.length },
    }
    const model = settings['model']
    return [
      {
        prompt: {
          model: typeof model === 'string' ? model : options.model,
          blocks: [instructions, context],
          parameters: {},
        },
        problems: [],
      },
    ]
  },
}

const contextHeading = /^## Context[ \t]*$/m
const variable = /\{\{\s*[\w.-]+\s*\}\}/

/** The settings between the two `---` lines at the top of a document, and where they end. */
function frontMatter(text: string): { settings: Readonly<Record<string, unknown>>; end: number } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  if (!match) return { settings: {}, end: 0 }
  return { settings: asObject(match[1] ?? ''), end: match[0].length }
}

function asObject(yaml: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(yaml)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
