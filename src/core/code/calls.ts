import type { SyntaxNode } from '@lezer/common'
import { type Context, childrenOf, evaluate, spreadEntries } from './evaluate.ts'
import { withFields } from './strings.ts'
import { argumentsOf, calleeOf, spanOf } from './nodes.ts'
import { declarationOf } from './scope.ts'
import { declaredNode } from './survey.ts'
import { type Part, type Value, concat, plainText } from './value.ts'

/** What is known of a call's result; undefined when nothing is. */
export function callValue(node: SyntaxNode, context: Context): Value | undefined {
  const callee = calleeOf(node, context.code)
  const method = /[.?](\w+)$/.exec(callee)?.[1]
  const args = argumentsOf(node, context.code)
  const first = args[0] && evaluate(args[0].node, context)
  if (/^(?:\w+\.)?(?:dedent|cleandoc|outdent|stripIndent)$/.test(callee) && first) return first
  if (method === 'join') return joined(node, first, context)
  if (method !== undefined && unchanged.has(method)) return ownerOf(node, context)
  if (method === 'format') return formatted(node, context)
  if (method === 'concat') return concatenated(node, context)
  if (callee === 'Object.values' && first?.kind === 'object')
    return { kind: 'list', span: spanOf(node), items: first.entries.map(([, value]) => value) }
  if (callee === 'Object.freeze' || callee === 'list' || callee === 'tuple' || callee === 'str') {
    return first && first.kind !== 'unknown' ? first : undefined
  }
  if (callee === 'dict')
    return { kind: 'object', span: spanOf(node), entries: namedEntries(node, context) }
  // Definitions of tools and messages, as SDKs wrap them: `tool({…})`, `TextBlockParam(…)`.
  if (/^(?:\w+\.)?(?:tool|dynamicTool)$/.test(callee) && first?.kind === 'object') return first
  if (/Param$|^MessageCreateParams/.test(callee))
    return { kind: 'object', span: spanOf(node), entries: namedEntries(node, context) }
  return followed(node, callee, context)
}

/** Methods whose result counts as the text itself. */
const unchanged = new Set(['trim', 'trimEnd', 'trimStart', 'strip', 'rstrip', 'lstrip', 'toString'])

/** The entries that the named arguments of a call make. */
export function namedEntries(
  node: SyntaxNode,
  context: Context,
): (readonly [key: string, value: Value])[] {
  return argumentsOf(node, context.code).flatMap(({ name, node: value, spread }) => {
    if (spread !== undefined) return spreadEntries(evaluate(value, context))
    return name === undefined ? [] : [[name, evaluate(value, context)] as const]
  })
}

/** The value on which a method is called. */
function ownerOf(node: SyntaxNode, context: Context): Value | undefined {
  const owner = node.getChild('MemberExpression')?.firstChild
  const value = owner && evaluate(owner, context)
  return value && value.kind !== 'unknown' ? value : undefined
}

/** `['a', 'b'].join('\n')`, and Python's `'\n'.join(['a', 'b'])`. */
function joined(node: SyntaxNode, first: Value | undefined, context: Context): Value | undefined {
  const owner = ownerOf(node, context)
  const [list, separator] =
    context.code.language === 'python'
      ? [first, plainText(owner)]
      : [owner, plainText(first) ?? ',']
  if (list?.kind !== 'list' || separator === undefined) return undefined
  const span = spanOf(node)
  const between: Value = { kind: 'text', span, parts: [separator] }
  return concat(
    list.items.flatMap((item, i) => (i === 0 ? [item] : [between, item])),
    span,
  )
}

/** Python's `'…{name}…'.format(name=…)`. */
function formatted(node: SyntaxNode, context: Context): Value | undefined {
  const text = plainText(ownerOf(node, context))
  if (text === undefined) return undefined
  const value = withFields(text, /(?<!\{)\{[\w.]{0,60}(?:![rsa])?(?::[^{}]{0,40})?\}(?!\})/g, node)
  if (value.kind !== 'text') return value
  const known = new Map(namedEntries(node, context))
  const parts = value.parts.flatMap((part): readonly Part[] => {
    if (typeof part === 'string') return [part.replaceAll('{{', '{').replaceAll('}}', '}')]
    const filled = known.get(part.text.slice(1, -1))
    return filled?.kind === 'text' ? filled.parts : [part]
  })
  return { ...value, parts }
}

function concatenated(node: SyntaxNode, context: Context): Value | undefined {
  const owner = ownerOf(node, context)
  const more = argumentsOf(node, context.code).map((each) => evaluate(each.node, context))
  if (owner?.kind === 'text') return concat([owner, ...more], spanOf(node))
  if (owner?.kind !== 'list') return undefined
  const items = more.flatMap((each) => (each.kind === 'list' ? each.items : [each]))
  return { kind: 'list', span: spanOf(node), items: [...owner.items, ...items] }
}

/** What a function of this file returns, with its parameters bound. */
function followed(node: SyntaxNode, callee: string, context: Context): Value | undefined {
  if (!/^[\w$]+$/.test(callee)) return undefined
  const declared = declarationOf(callee, node.from, context)
  const target = declared && declaredNode(declared, context.code)
  if (!target || !/Function|Lambda/.test(target.name)) return undefined
  const isInside = target.from <= node.from && node.to <= target.to
  const result = isInside ? undefined : resultOf(target)
  if (!result) return undefined
  const bindings = new Map(context.bindings)
  const args = argumentsOf(node, context.code)
  parametersOf(target).forEach((parameter, i) => {
    const name = context.code.text.slice(parameter.from, parameter.to)
    const arg = args.find((each) => each.name === name) ?? args[i]
    if (arg && arg.spread === undefined && (arg.name === undefined || arg.name === name))
      bindings.set(parameter.from, evaluate(arg.node, context))
  })
  const value = evaluate(result, { ...context, bindings })
  return value.kind === 'unknown' ? undefined : value
}

function parametersOf(node: SyntaxNode): SyntaxNode[] {
  const list = node.getChild('ParamList')
  const names = list ? childrenOf(list) : []
  return names.filter(
    (each) =>
      (each.name === 'VariableDefinition' || each.name === 'VariableName') &&
      each.prevSibling?.name !== 'AssignOp' &&
      each.prevSibling?.name !== 'Equals',
  )
}

/** The expression that a function returns; the last one where there are several. */
function resultOf(node: SyntaxNode): SyntaxNode | undefined {
  const body = node.getChild('Block') ?? node.getChild('Body')
  if (!body) return node.lastChild ?? undefined
  const returns = body.getChildren('ReturnStatement')
  const last = returns.at(-1)
  const value = last ? childrenOf(last).at(-1) : undefined
  return value?.name === 'return' ? undefined : value
}
