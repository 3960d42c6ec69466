import type { SyntaxNode } from '@lezer/common'
import { callValue } from './calls.ts'
import { isPunctuation, isSpread, shortSource, sourceOf, spanOf } from './nodes.ts'
import { valueOfName } from './scope.ts'
import { formatted, literal } from './strings.ts'
import type { Survey } from './survey.ts'
import type { Code } from './syntax.ts'
import { type Value, concat, entryOf, gapOf, plainText } from './value.ts'

/** What an evaluation knows besides the expression. */
export interface Context {
  readonly code: Code
  readonly survey: Survey
  /** Values of parameters, by the place where they are declared. */
  readonly bindings: ReadonlyMap<number, Value>
  /** What may still be evaluated of a document, so that none takes long, and how deep it is at it. */
  readonly budget: { left: number; depth: number }
  /** Where object literals were read from, by their beginnings. */
  readonly seen: Set<number>
}

/** What is known of an expression without running it. */
export function evaluate(node: SyntaxNode, context: Context): Value {
  const { budget } = context
  if (budget.left-- <= 0 || budget.depth > maxDepth) return unknownOf(node, context)
  budget.depth++
  const value = read(node, context)
  budget.depth--
  return value
}

/** Names, calls and brackets within each other. */
const maxDepth = 150

function read(node: SyntaxNode, context: Context): Value {
  switch (node.name) {
    case 'String':
    case 'TemplateString':
    case 'FormatString':
      return literal(node, context)
    case 'ContinuedString':
      return concat(
        childrenOf(node).map((each) => evaluate(each, context)),
        spanOf(node),
      )
    case 'VariableName':
      return valueOfName(node, context) ?? unknownOf(node, context)
    case 'MemberExpression':
      return member(node, context)
    case 'BinaryExpression':
      return binary(node, context)
    case 'ConditionalExpression':
      return conditional(node, context)
    case 'ArrayExpression':
    case 'TupleExpression':
      return list(node, context)
    case 'ObjectExpression':
    case 'DictionaryExpression':
      return object(node, context)
    case 'CallExpression':
    case 'NewExpression':
      return callValue(node, context) ?? unknownOf(node, context)
    case 'TaggedTemplateExpression':
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
    case 'PostfixExpression':
      return inner(node, context)
    case 'Number':
      return constant(node, Number(sourceOf(node, context.code).replaceAll('_', '')))
    case 'BooleanLiteral':
    case 'Boolean':
      return constant(node, /^t/i.test(sourceOf(node, context.code)))
    case 'null':
    case 'None':
      return constant(node, null)
    default:
      return unknownOf(node, context)
  }
}

/** An expression of which nothing is known. */
export function unknownOf(node: SyntaxNode, { code }: Context): Value {
  return { kind: 'unknown', span: spanOf(node), text: shortSource(node, code) }
}

/** The nodes below a node that are expressions. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let each = node.firstChild; each; each = each.nextSibling)
    if (!isPunctuation(each.name)) found.push(each)
  return found
}

function constant(node: SyntaxNode, value: number | boolean | null): Value {
  return { kind: 'constant', span: spanOf(node), value }
}

function inner(node: SyntaxNode, context: Context): Value {
  const parts = childrenOf(node)
  const value = node.name === 'PostfixExpression' ? parts[0] : parts.at(-1)
  return value ? evaluate(value, context) : unknownOf(node, context)
}

function member(node: SyntaxNode, context: Context): Value {
  const [of, key] = childrenOf(node).filter((each) => each.name !== '.' && each.name !== '?.')
  if (!of || !key) return unknownOf(node, context)
  const source = sourceOf(of, context.code)
  const name = key.name === 'PropertyName' ? sourceOf(key, context.code) : undefined
  if (/^(?:this|self|cls)$/.test(source) && name !== undefined)
    return valueOfName(key, context, 'class') ?? unknownOf(node, context)
  const owner = evaluate(of, context)
  if (owner.kind === 'unknown') {
    const isClass = of.name === 'VariableName' && /^[A-Z]/.test(source) && name !== undefined
    return (isClass ? valueOfName(key, context, 'class') : undefined) ?? unknownOf(node, context)
  }
  const found = name ?? keyOf(evaluate(key, context))
  if (owner.kind === 'object' && found !== undefined)
    return entryOf(owner, found) ?? unknownOf(node, context)
  const index = Number(found)
  return (owner.kind === 'list' ? owner.items.at(index) : undefined) ?? unknownOf(node, context)
}

function keyOf(value: Value): string | undefined {
  return value.kind === 'constant' ? String(value.value) : plainText(value)
}

function binary(node: SyntaxNode, context: Context): Value {
  const [left, operator, right] = childrenOf(node)
  if (!left || !operator) return unknownOf(node, context)
  if (operator.name === 'as' || operator.name === 'satisfies') return evaluate(left, context)
  if (!right) return unknownOf(node, context)
  const sign = sourceOf(operator, context.code)
  switch (sign) {
    case '+':
      return sum(node, context)
    case '*':
      return product(node, evaluate(left, context), evaluate(right, context), context)
    case '%':
      return formatted(node, evaluate(left, context), context)
    case '&&':
    case 'and':
      return evaluate(right, context)
    case '||':
    case '??':
    case 'or': {
      const first = evaluate(left, context)
      return first.kind === 'unknown' ? unknownOf(node, context) : first
    }
    default:
      return unknownOf(node, context)
  }
}

/** Strings or lists one after the other; read without recursion, as some prompts add hundreds of lines. */
function sum(node: SyntaxNode, context: Context): Value {
  const operands: SyntaxNode[] = []
  let rest: SyntaxNode = node
  for (;;) {
    const [left, operator, right] = childrenOf(rest)
    const isSum = rest.name === 'BinaryExpression' && operator && right
    if (!isSum || !left || sourceOf(operator, context.code) !== '+') break
    operands.push(right)
    rest = left
  }
  const values = [rest, ...operands.reverse()].map((each) => evaluate(each, context))
  if (values.some(({ kind }) => kind === 'list')) {
    const items = values.flatMap((each) => (each.kind === 'list' ? each.items : [each]))
    return { kind: 'list', span: spanOf(node), items }
  }
  if (values.some(({ kind }) => kind === 'text')) return concat(values, spanOf(node))
  const numbers = values.map((each) => (each.kind === 'constant' ? Number(each.value) : NaN))
  const total = numbers.reduce((a, b) => a + b, 0)
  return Number.isNaN(total) ? unknownOf(node, context) : constant(node, total)
}

function product(node: SyntaxNode, left: Value, right: Value, context: Context): Value {
  if (left.kind !== 'constant' || right.kind !== 'constant') return unknownOf(node, context)
  return constant(node, Number(left.value) * Number(right.value))
}

/** One of two values: a gap that shows the first, unless there is only one that says something. */
function conditional(node: SyntaxNode, context: Context): Value {
  const all = childrenOf(node).filter((each) => !/^(?:LogicOp|if|else)$/.test(each.name))
  const [a, b] = context.code.language === 'python' ? [all[0], all[2]] : [all[1], all[2]]
  if (!a || !b) return unknownOf(node, context)
  const [first, second] = [evaluate(a, context), evaluate(b, context)]
  if (first.kind === 'text' && second.kind === 'text') {
    const text = first.parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')
    return {
      kind: 'text',
      span: spanOf(node),
      parts: [
        text === '' ? gapOf(unknownOf(node, context)) : { span: spanOf(node), text, sample: true },
      ],
    }
  }
  const says = (value: Value): boolean => value.kind === 'list' || value.kind === 'object'
  return [first, second].find(says) ?? unknownOf(node, context)
}

/** Items of a list that are read. */
const maxItems = 5000

function list(node: SyntaxNode, context: Context): Value {
  const items: Value[] = []
  const parts = childrenOf(node)
  for (let i = 0; i < parts.length && items.length < maxItems; i++) {
    const part = parts[i]
    if (!part) continue
    if (!isSpread(part.name)) {
      items.push(evaluate(part, context))
      continue
    }
    const spread = parts[++i]
    if (!spread) continue
    const value = evaluate(spread, context)
    if (value.kind === 'list') items.push(...value.items)
    else if (value.kind !== 'constant')
      items.push(value.kind === 'object' ? value : unknownOf(spread, context))
  }
  return { kind: 'list', span: spanOf(node), items }
}

function object(node: SyntaxNode, context: Context): Value {
  context.seen.add(node.from)
  const entries =
    node.name === 'ObjectExpression' ? properties(node, context) : pairs(node, context)
  return { kind: 'object', span: spanOf(node), entries }
}

type Entry = readonly [key: string, value: Value]

function properties(node: SyntaxNode, context: Context): Entry[] {
  return childrenOf(node).flatMap((property): Entry[] => {
    const [key, ...rest] = childrenOf(property)
    const value = rest.at(-1)
    if (!key) return []
    if (isSpread(key.name)) return value ? [...spreadEntries(evaluate(value, context))] : []
    if (key.name === 'PropertyDefinition' && !value) {
      const known = valueOfName(key, context) ?? unknownOf(key, context)
      return [[sourceOf(key, context.code), { ...known, span: spanOf(key) }]]
    }
    if (!value || value.name === 'Block' || /^(?:get|set|async)$/.test(key.name)) return []
    const name =
      key.name === 'PropertyDefinition' || key.name === 'Number'
        ? sourceOf(key, context.code)
        : keyOf(evaluate(key, context))
    return name === undefined ? [] : [[name, evaluate(value, context)]]
  })
}

function pairs(node: SyntaxNode, context: Context): Entry[] {
  const parts = childrenOf(node)
  const entries: Entry[] = []
  for (let i = 0; i < parts.length; i += 2) {
    const [key, value] = [parts[i], parts[i + 1]]
    if (!key || !value) break
    const known = evaluate(value, context)
    if (isSpread(key.name)) entries.push(...spreadEntries(known))
    else {
      const name = keyOf(evaluate(key, context))
      if (name !== undefined) entries.push([name, known])
    }
  }
  return entries
}

/** The entries of an object that is spread into another one. */
export function spreadEntries(value: Value): readonly Entry[] {
  return value.kind === 'object' ? value.entries : []
}
