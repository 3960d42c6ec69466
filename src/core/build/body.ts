import type { Block, Ttl } from '../prompt.ts'
import { isObject, jsonIn } from '../values.ts'

/** A Messages API request body. */
export interface MessagesBody {
  readonly model: string
  readonly max_tokens: number
  readonly tools?: readonly object[]
  readonly system?: readonly ApiBlock[]
  readonly messages: readonly { readonly role: string; readonly content: readonly ApiBlock[] }[]
}

/** A block as the API spells it. */
export interface ApiBlock {
  readonly type: string
  readonly text?: string
  readonly cache_control?: { readonly type: 'ephemeral'; readonly ttl?: '1h' }
}

interface BodyOptions {
  /** Indices of blocks whose breakpoints are left out. */
  readonly without: ReadonlySet<number>
  readonly maxTokens: number
  readonly user: string | undefined
}

/** The body of a prompt's filled blocks. Neighbours without a breakpoint become one text. */
export function bodyOf(
  model: string,
  blocks: readonly Block[],
  { without, maxTokens, user }: BodyOptions,
): MessagesBody {
  const made = blocks.map((block, i) => ({ block, api: toApi(block, !without.has(i)) }))
  const section = (name: Block['section']) => made.filter(({ block }) => block.section === name)
  const messages: { role: string; message: number | undefined; content: ApiBlock[] }[] = []
  for (const { block, api } of section('messages')) {
    const { role = 'user', message } = block
    const last = messages.at(-1)
    if (last?.role === role && last.message === message) last.content.push(api)
    else messages.push({ role, message, content: [api] })
  }
  if (messages.length === 0) {
    const content = [{ type: 'text', text: user ?? 'Begin.' }]
    messages.push({ role: 'user', message: 0, content })
  }
  const tools = section('tools').map(({ api }) => api)
  const system = joined(section('system').map(({ api }) => api))
  return {
    model,
    max_tokens: maxTokens,
    ...(tools.length > 0 && { tools }),
    ...(system.length > 0 && { system }),
    messages: messages.map(({ role, content }) => ({ role, content: joined(content) })),
  }
}

function toApi(block: Block, isMarked: boolean): ApiBlock {
  const control = block.breakpoint && isMarked && { cache_control: controlOf(block.breakpoint) }
  return { ...(parsed(block) ?? { type: 'text', text: block.content }), ...control }
}

function controlOf(ttl: Ttl): NonNullable<ApiBlock['cache_control']> {
  return ttl === '1h' ? { type: 'ephemeral', ttl } : { type: 'ephemeral' }
}

/** A block whose content is its JSON; undefined for a plain text, also for one that looks like JSON. */
function parsed({ type, content, section }: Block): ApiBlock | undefined {
  if (!content.startsWith('{')) return undefined
  const value = jsonIn(content)
  if (!isObject(value)) return undefined
  if (section === 'tools') return value as unknown as ApiBlock
  return value['type'] === type ? (value as unknown as ApiBlock) : undefined
}

/** Texts without a breakpoint between them as one. */
function joined(blocks: readonly ApiBlock[]): ApiBlock[] {
  const made: ApiBlock[] = []
  for (const block of blocks) {
    const last = made.at(-1)
    const isPlain = last?.type === 'text' && !last.cache_control && block.type === 'text'
    if (isPlain && last.text !== undefined) {
      made[made.length - 1] = { ...block, text: last.text + (block.text ?? '') }
    } else made.push(block)
  }
  return made
}
