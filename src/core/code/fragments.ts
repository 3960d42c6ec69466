import type { SyntaxNode } from '@lezer/common'
import type { Context } from './evaluate.ts'
import { type ObjectValue, type Value, entryOf } from './value.ts'

/**
 * The outermost literals around marks that belong to no request: a helper that returns marked blocks, a constant with
 * the system prompt.
 */
export function markedRoots({ code, seen }: Context): SyntaxNode[] {
  const roots = new Map<number, SyntaxNode>()
  for (const { index } of code.text.matchAll(
    /\bcache_control\b|\bcacheControl\b|\bcachePoint\b/g,
  )) {
    const key = code.tree.resolveInner(index, 1)
    const object = enclosingObject(key)
    if (!object || seen.has(object.from)) continue
    const root = outermost(object)
    if (!seen.has(root.from)) roots.set(root.from, root)
  }
  return [...roots.values()]
}

/** The object whose key a mark is; undefined for comments, types and other strings. */
function enclosingObject(node: SyntaxNode): SyntaxNode | undefined {
  const isKey = /^(?:PropertyDefinition|String)$/.test(node.name)
  const property = node.parent
  if (!isKey || !property) return undefined
  if (property.name === 'DictionaryExpression') {
    return node.nextSibling?.name === ':' ? property : undefined
  }
  return property.name === 'Property' && property.firstChild?.from === node.from
    ? (property.parent ?? undefined)
    : undefined
}

/** The literal that a literal is a part of. */
function outermost(node: SyntaxNode): SyntaxNode {
  let found = node
  for (let each = node.parent; each; each = each.parent) {
    if (/^(?:ObjectExpression|DictionaryExpression|ArrayExpression)$/.test(each.name)) found = each
    else if (
      !/^(?:Property|BinaryExpression|ParenthesizedExpression|ConditionalExpression)$/.test(
        each.name,
      )
    )
      break
  }
  return found
}

/** A body around a part of one; undefined when it is none. */
export function fragmentOf(value: Value): ObjectValue | undefined {
  if (value.kind === 'object') {
    if (entryOf(value, 'messages') ?? entryOf(value, 'system') ?? entryOf(value, 'tools')) {
      return value
    }
    return wrap({ kind: 'list', span: value.span, items: [value] })
  }
  return value.kind === 'list' ? wrap(value) : undefined
}

function wrap(list: Value & { kind: 'list' }): ObjectValue | undefined {
  const objects = list.items.filter((each) => each.kind === 'object')
  const has = (key: string): boolean => objects.some((each) => entryOf(each, key))
  if (objects.length === 0) return undefined
  const { span } = list
  const body = (...entries: (readonly [string, Value])[]): ObjectValue => ({
    kind: 'object',
    span,
    entries,
  })
  const none: Value = { kind: 'object', span, entries: [] }
  const isAiSdk = has('providerOptions')
  if (has('role')) {
    return isAiSdk ? body(['providerOptions', none], ['messages', list]) : body(['messages', list])
  }
  if (has('input_schema') || has('inputSchema')) {
    return isAiSdk ? body(['providerOptions', none], ['tools', list]) : body(['tools', list])
  }
  if (has('cachePoint')) {
    return body(['modelId', { kind: 'text', span, parts: [''] }], ['system', list])
  }
  if (!has('text') && !has('type')) return undefined
  if (!isAiSdk) return body(['system', list])
  const role: Value = { kind: 'text', span, parts: ['user'] }
  const message = body(['role', role], ['content', list])
  return body(['providerOptions', none], ['messages', { kind: 'list', span, items: [message] }])
}
