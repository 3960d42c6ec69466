import type { Path, Problem, Prompt, Span } from './prompt.ts'
import { dialectOf } from './dialects.ts'
import { withInjections } from './injection-points.ts'
import { type Locate, parseRequest } from './request.ts'
import type { SourceOptions, SourcePrompt } from './source.ts'
import { type JsonObject, isObject, listOf, textOf } from './values.ts'
import { findVariables } from './variables.ts'

/** A value that may be a request or hold several, and where its parts stand. */
export interface Located {
  readonly value: unknown
  readonly locate: Locate
  /** The document, for the variables in its texts. */
  readonly text: string
  /** Where the text is malformed. */
  readonly problems?: readonly Problem[]
}

/** The prompts of the requests in a value; undefined when it holds none. */
export function readBodies(located: Located, options: SourceOptions): SourcePrompt[] | undefined {
  const found = bodiesIn(located.value)
  if (found.length === 0) return undefined
  return found.map((each, i) => readBody(each, located, options, i === 0))
}

/** A request within a value. */
interface Body {
  readonly body: JsonObject
  readonly path: Path
  readonly name?: string
}

function readBody(
  { body, path, name }: Body,
  { locate, text, problems: broken = [] }: Located,
  options: SourceOptions,
  isFirst: boolean,
): SourcePrompt {
  const injected = withInjections(body, (inner) => locate([...path, ...inner]))
  const { prompt, problems } = parseRequest(injected.body, injected.locate)
  const span = path.length > 0 ? locate(path) : undefined
  const dialect = dialectOf(body)
  return {
    prompt: {
      ...prompt,
      model: prompt.model || options.model,
      blocks: prompt.blocks.map((block) => withVariables(text, block)),
    },
    // What the API would refuse of half a body says nothing of the whole.
    problems: broken.length > 0 ? (isFirst ? broken : []) : problems,
    ...(name !== undefined && { name }),
    ...(span && { span }),
    body: injected.body,
    ...(dialect !== undefined && { dialect }),
  }
}

/** A request itself, a list of them, a batch, one entry of a batch, and the lists and entries of these. */
function bodiesIn(value: unknown, path: Path = []): Body[] {
  if (Array.isArray(value)) {
    if (path.length > 1) return []
    return value.flatMap((each: unknown, i) => bodiesIn(each, [...path, i]))
  }
  if (!isObject(value)) return []
  if (isRequest(value)) return [{ body: value, path }]
  const name = textOf(value['custom_id'])
  for (const key of ['params', 'body', 'request'] as const) {
    const inner = value[key]
    if (!isObject(inner) || !isRequest(inner)) continue
    return [{ body: inner, path: [...path, key], ...(name !== undefined && { name }) }]
  }
  const isBatch = path.length === 0 && Array.isArray(value['requests'])
  return isBatch ? bodiesIn(value['requests'], ['requests']) : []
}

/** Other JSON has `messages` too (translations, lint output): a request has roles in them or names a model. */
export function isRequest(value: JsonObject): boolean {
  const { messages, system, model, tools } = value
  const hasRoles = listOf(messages).some((each) => isObject(each) && 'role' in each)
  const isNamed = typeof model === 'string' || typeof value['modelId'] === 'string'
  const isMarked = 'cache_control' in value && (system !== undefined || Array.isArray(tools))
  return hasRoles || isMarked || (isNamed && (system !== undefined || Array.isArray(tools)))
}

/** The `{{variables}}` of a block that is the same for every user. In messages, braces are as likely to be data. */
function withVariables(text: string, block: Prompt['blocks'][number]): Prompt['blocks'][number] {
  const { content, span, section } = block
  if (section === 'messages' || !span || !content.includes('{{')) return block
  let from = span.start
  const dynamic = findVariables(content, { start: 0, end: content.length }).flatMap((each) => {
    const placeholder = content.slice(each.span.start, each.span.end)
    const place = findWithin(text, placeholder, { start: from, end: span.end })
    if (!place) return []
    from = place.end
    return [{ ...place, at: each.span.start, length: placeholder.length }]
  })
  return dynamic.length > 0 ? { ...block, dynamic } : block
}

function findWithin(text: string, wanted: string, { start, end }: Span): Span | undefined {
  const at = text.indexOf(wanted, start)
  return at < 0 || at + wanted.length > end ? undefined : { start: at, end: at + wanted.length }
}
