import type { Block, Problem, Prompt, Section, Span, Ttl } from './prompt.ts'

/** Finds where a part of the body stands in its document, by JSON path. */
export type Locate = (path: readonly (string | number)[]) => Span | undefined

/** What was understood of a request body, and what was not. */
export interface ParsedRequest {
  readonly prompt: Prompt
  readonly problems: readonly Problem[]
}

type Json = Readonly<Record<string, unknown>>

/** Parameters that are rendered into the prefix, or salt it; see "What invalidates the cache", platform.claude.com. */
const prefixParameters = [
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'speed',
  'mcp_servers',
]

/** Blocks that may not carry a breakpoint of their own. */
const neverMarked = new Set(['thinking', 'redacted_thinking', 'fallback', 'mcp_tool_listing'])

/**
 * Reads a Messages API body into a prompt: blocks in render order (tools, system, messages, whatever the order of the
 * body's keys), strings as text blocks, the automatic breakpoint resolved to its block. Never throws; what cannot be
 * understood is skipped and reported.
 */
export function parseRequest(body: unknown, locate: Locate = () => undefined): ParsedRequest {
  const problems: Problem[] = []
  const blocks: Block[] = []
  if (!isObject(body)) {
    problems.push({
      code: 'not-a-request',
      severity: 'error',
      message:
        'This is not a Messages API request. Expected an object with "model" and "messages".',
      ...spanOf(locate([])),
    })
    return { prompt: { model: '', blocks, parameters: {} }, problems }
  }
  const read = (
    section: Section,
    value: unknown,
    path: readonly (string | number)[],
    more = {},
  ) => {
    const block = toBlock(section, value, path, locate)
    if (block) blocks.push({ ...block, ...more })
  }
  list(body['tools']).forEach((tool, i) => {
    read('tools', tool, ['tools', i])
  })
  content(body['system']).forEach(({ value, at }) => {
    read('system', value, ['system', ...at])
  })
  list(body['messages']).forEach((message, i) => {
    if (!isObject(message)) return
    const role = message['role']
    const speaker = role === 'assistant' || role === 'system' ? role : 'user'
    content(message['content']).forEach(({ value, at }) => {
      read('messages', value, ['messages', i, 'content', ...at], { role: speaker, message: i })
    })
  })
  placeAutomatic(body, blocks, locate)
  const parameters: Record<string, string> = {}
  for (const name of prefixParameters) {
    if (body[name] !== undefined) parameters[name] = JSON.stringify(body[name])
  }
  const model = body['model']
  return {
    prompt: { model: typeof model === 'string' ? model : '', blocks, parameters },
    problems,
  }
}

/** The lifetime that a `cache_control` asks for; undefined when there is none. */
export function ttlOf(control: unknown): Ttl | undefined {
  if (!isObject(control) || control['type'] !== 'ephemeral') return undefined
  return control['ttl'] === '1h' ? '1h' : '5m'
}

function toBlock(
  section: Section,
  value: unknown,
  path: readonly (string | number)[],
  locate: Locate,
): Block | undefined {
  const span = spanOf(locate(path))
  if (typeof value === 'string') return { section, type: 'text', content: value, ...span }
  if (!isObject(value)) return undefined
  const { cache_control: control, ...rest } = value
  const type = typeof value['type'] === 'string' ? value['type'] : 'custom'
  const isPlainText =
    type === 'text' && typeof value['text'] === 'string' && Object.keys(rest).length === 2
  const ttl = ttlOf(control)
  const controlSpan = ttl && locate([...path, 'cache_control'])
  return {
    section,
    type,
    content: isPlainText ? String(value['text']) : JSON.stringify(rest),
    ...span,
    ...(ttl && { breakpoint: ttl }),
    ...(controlSpan && { breakpointSpan: controlSpan }),
  }
}

/** Top-level `cache_control`: the last eligible block, walking back over those that are not. */
function placeAutomatic(body: Json, blocks: Block[], locate: Locate): void {
  const ttl = ttlOf(body['cache_control'])
  if (!ttl) return
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i]
    if (!block || neverMarked.has(block.type) || (block.type === 'text' && !block.content)) continue
    if (block.breakpoint) return
    const at = locate(['cache_control'])
    blocks[i] = { ...block, breakpoint: ttl, automatic: true, ...(at && { breakpointSpan: at }) }
    return
  }
}

/** A `content` or `system` value as its blocks: a string is one text block. */
function content(value: unknown): { value: unknown; at: readonly number[] }[] {
  if (typeof value === 'string') return [{ value, at: [] }]
  return list(value).map((each, i) => ({ value: each, at: [i] }))
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spanOf(span: Span | undefined): { span?: Span } {
  return span ? { span } : {}
}
