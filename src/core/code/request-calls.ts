import type { SyntaxNode } from '@lezer/common'
import { namedEntries } from './calls.ts'
import { type Context, evaluate } from './evaluate.ts'
import { argumentsOf, spanOf } from './nodes.ts'
import { type ObjectValue, type Value, entryOf, plainText } from './value.ts'

/** Calls that send a request, by what they call, and how their arguments become a body. */
const kinds: readonly {
  readonly callee: RegExp
  readonly shape?: (value: ObjectValue) => ObjectValue
}[] = [
  { callee: /(?:^|\.)(?:messages|completions)\.(?:create|stream|parse|countTokens|count_tokens)$/ },
  { callee: /\.messages\.(?:toolRunner|tool_runner)$/ },
  { callee: /(?:^|\.)MessageCreateParams\w*$/ },
  {
    callee: /(?:^|\.)(?:generate|stream)(?:Text|Object)$|(?:^|\.)ToolLoopAgent$/,
    shape: aiSdkCall,
  },
  { callee: /(?:^|\.)Converse(?:Stream)?Command$|\.converse(?:_stream)?$/, shape: converseCall },
  { callee: /^(?:litellm\.)?a?completion$|\brouter\.a?completion$/ },
]

/** The body that a call sends; undefined when it sends none. */
export function requestOf(
  node: SyntaxNode,
  callee: string,
  context: Context,
): ObjectValue | undefined {
  const kind = kinds.find((each) => each.callee.test(callee))
  if (!kind) return undefined
  const value = bodyOf(node, context)
  if (!value) return undefined
  const holds = ['messages', 'system', 'prompt', 'instructions', 'tools'].some((key) =>
    entryOf(value, key),
  )
  if (!holds) return undefined
  return withModel(kind.shape ? kind.shape(value) : value, node, context)
}

/** Named arguments in Python; the first argument otherwise. */
function bodyOf(node: SyntaxNode, context: Context): ObjectValue | undefined {
  const span = spanOf(node)
  if (context.code.language === 'python') {
    return { kind: 'object', span, entries: namedEntries(node, context) }
  }
  const [first] = argumentsOf(node, context.code)
  const value = first && evaluate(first.node, context)
  return value?.kind === 'object' ? value : undefined
}

/** A model that is made by a call, such as `anthropic('claude-…')`, is named in it. */
function withModel(value: ObjectValue, node: SyntaxNode, context: Context): ObjectValue {
  const model = entryOf(value, 'model')
  if (!model || plainText(model) !== undefined) return value
  const source = context.code.text.slice(model.span.start, model.span.end)
  const [, name] = /\(\s*["'`]([\w.:/-]+)["'`]/.exec(source) ?? []
  const entries = value.entries.filter(([key]) => key !== 'model')
  if (name === undefined || model.span.start < node.from) return { ...value, entries }
  const known: Value = { kind: 'text', span: model.span, parts: [name] }
  return { ...value, entries: [...entries, ['model', known]] }
}

/** The AI SDK's own spelling; `providerOptions` is what its bodies are recognised by. */
function aiSdkCall(value: ObjectValue): ObjectValue {
  const entries = value.entries.map(
    ([key, each]) => [key === 'instructions' ? 'system' : key, each] as const,
  )
  if (entryOf(value, 'providerOptions')) return { ...value, entries }
  const none: ObjectValue = { kind: 'object', span: value.span, entries: [] }
  return { ...value, entries: [...entries, ['providerOptions', none]] }
}

/** Converse's own spelling; `modelId` is what its bodies are recognised by. */
function converseCall(value: ObjectValue): ObjectValue {
  if (entryOf(value, 'modelId')) return value
  const unnamed: Value = { kind: 'text', span: value.span, parts: [''] }
  return { ...value, entries: [['modelId', unnamed], ...value.entries] }
}
