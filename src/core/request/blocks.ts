import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Block, Path, Section, Ttl } from '../prompt.ts'

/** Blocks that the API refuses a `cache_control` on. SDK 1.11.0 types; "Prompt caching", 2026-08-22. */
export const neverMarked: ReadonlySet<string> = new Set([
  'thinking',
  'redacted_thinking',
  'fallback',
  'mcp_tool_listing',
])

/** A block of a body that is not yet a `Block`: where it stands, and what stands there. */
export interface Placed {
  readonly section: Section
  readonly value: unknown
  readonly path: Path
  readonly role?: 'user' | 'assistant' | 'system'
  readonly message?: number
}

/** The lifetime that a `cache_control` asks for; undefined when there is none. */
export function ttlOf(control: unknown): Ttl | undefined {
  if (!isObject(control) || control['type'] !== 'ephemeral') return undefined
  return control['ttl'] === '1h' ? '1h' : '5m'
}

/** All blocks of a body as it was sent, in render order: tools, system, messages. */
export function placedBlocks(body: JsonObject): Placed[] {
  const placed: Placed[] = []
  listOf(body['tools']).forEach((value, i) => {
    placed.push({ section: 'tools', value, path: ['tools', i] })
  })
  for (const { value, at } of content(body['system'])) {
    placed.push({ section: 'system', value, path: ['system', ...at] })
  }
  listOf(body['messages']).forEach((message, i) => {
    if (!isObject(message)) return
    const sent = message['role']
    const role = sent === 'assistant' || sent === 'system' ? sent : 'user'
    for (const { value, at } of content(message['content'])) {
      const path = ['messages', i, 'content', ...at]
      placed.push({ section: 'messages', value, path, role, message: i })
    }
  })
  return placed
}

/** The type of a block; a tool without one is `custom`, a text is `text`. */
export function typeOf(value: unknown): string {
  if (!isObject(value)) return 'text'
  return typeof value['type'] === 'string' ? value['type'] : 'custom'
}

/** A block's own content, type and breakpoint. Undefined for what is neither a text nor an object. */
export function toBlock(placed: Placed): Block | undefined {
  const { value, section, role, message } = placed
  // What is frozen stays as it is: a reader of logs has it again with every request.
  const source = isObject(value) && Object.isFrozen(value) ? value : undefined
  const known = source && frozen.get(source)
  const isSame = known?.section === section && known.role === role && known.message === message
  if (known && isSame) return known
  const block = makeBlock(placed)
  if (block && source) frozen.set(source, block)
  return block
}

const frozen = new WeakMap<JsonObject, Block>()

function makeBlock({ section, value, role, message }: Placed): Block | undefined {
  const speaker = { ...(role && { role }), ...(message !== undefined && { message }) }
  if (typeof value === 'string') return { section, type: 'text', content: value, ...speaker }
  if (!isObject(value)) return undefined
  const type = typeOf(value)
  const { cache_control: control, ...rest } = value
  const ttl = ttlOf(control) ?? inheritedTtl(rest)
  return {
    section,
    type,
    content: contentOf(type, rest),
    ...speaker,
    ...(ttl && { breakpoint: ttl }),
  }
}

/** A block's rendered content: a plain text as it is, anything else as JSON in which only spelling is made equal. */
function contentOf(type: string, value: JsonObject): string {
  const made: Record<string, unknown> = {}
  const keys = Object.keys(value).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
  for (const key of keys) {
    const each = value[key]
    const says = each !== null && each !== undefined && !(key === 'is_error' && each === false)
    if (says) made[key] = isContainer(type, key) ? withoutMarks(each) : each
  }
  const isPlain = type === 'text' && typeof made['text'] === 'string'
  return isPlain && Object.keys(made).length === 2 ? String(made['text']) : JSON.stringify(made)
}

/** The order of a block's own keys says nothing; the order inside `input` and `input_schema` does. */
const firstKeys = ['type', 'id', 'tool_use_id', 'name', 'description', 'input', 'content', 'text']

function rankOf(key: string): number {
  const at = firstKeys.indexOf(key)
  return at < 0 ? firstKeys.length : at
}

const isContainer = (type: string, key: string): boolean =>
  (key === 'content' && type !== 'text') || (key === 'source' && type === 'document')

/** Sub-blocks without their marks; a single plain text as that text. */
function withoutMarks(value: unknown): unknown {
  if (isObject(value)) {
    return 'content' in value ? { ...value, content: withoutMarks(value['content']) } : value
  }
  if (!Array.isArray(value)) return value
  const bare = value.map((each: unknown) => {
    if (!isObject(each)) return each
    const { cache_control: _control, ...rest } = each
    return rest
  })
  const [only] = bare
  const isOneText = bare.length === 1 && isObject(only) && only['type'] === 'text'
  return isOneText && Object.keys(only).length === 2 ? only['text'] : bare
}

/** A mark on the last sub-block counts as the parent's. Release notes, 2025-05-01. */
function inheritedTtl(value: JsonObject): Ttl | undefined {
  const last = subBlocks(value).at(-1)
  return isObject(last) ? ttlOf(last['cache_control']) : undefined
}

/** The sub-blocks of a tool result or a document. */
export function subBlocks(value: JsonObject): readonly unknown[] {
  const source = value['source']
  return value['type'] === 'document' && isObject(source)
    ? listOf(source['content'])
    : listOf(value['content'])
}

function content(value: unknown): { value: unknown; at: readonly number[] }[] {
  if (typeof value === 'string') return [{ value, at: [] }]
  return listOf(value).map((each, i) => ({ value: each, at: [i] }))
}
