import type { SyntaxNode } from '@lezer/common'
import { type Context, evaluate } from './evaluate.ts'
import { sourceOf, spanOf } from './nodes.ts'
import { type Addition, type Declaration, type Scope, declaredNode } from './survey.ts'
import { type Value, concat, gapOf } from './value.ts'

/** The value of a name where it is used; undefined when it cannot be known from this file. */
export function valueOfName(
  node: SyntaxNode,
  context: Context,
  within?: 'class',
): Value | undefined {
  const name = sourceOf(node, context.code)
  const found = declarationOf(name, node.from, context, within)
  if (!found) return undefined
  const bound = context.bindings.get(found.at)
  if (bound) return { ...bound, span: spanOf(node) }
  const value = /^(?:value|assigned)$/.test(found.kind) && declaredNode(found, context.code)
  // A name whose value leads back to it.
  if (!value || isInside(node.from, spanOf(value))) return undefined
  const first = evaluate(value, context)
  const more = (context.survey.additions.get(name) ?? []).filter(({ scope }) =>
    isInside(scope.start, found.scope),
  )
  const whole = more.reduce((sum, each) => added(sum, each, found.scope, context), first)
  return whole.kind === 'unknown' ? undefined : { ...whole, span: spanOf(node) }
}

/** The innermost declaration of a name; undefined when there is none, or when it is set more than once. */
export function declarationOf(
  name: string,
  at: number,
  { survey }: Context,
  within?: 'class',
): Declaration | undefined {
  const visible = (survey.declarations.get(name) ?? []).filter(({ scope }) =>
    within ? scope.kind === 'class' : scope.kind !== 'class' && isInside(at, scope),
  )
  const innermost = visible.reduce<Declaration | undefined>(
    (best, each) => (!best || each.scope.start > best.scope.start ? each : best),
    undefined,
  )
  const rivals = visible.filter(({ scope }) => isInside(scope.start, innermost?.scope ?? scope))
  return rivals.length === 1 ? innermost : undefined
}

/** A value and what is added to it later: for certain in the same scope, perhaps under a condition. */
function added(
  value: Value,
  { kind, node, scope }: Addition,
  home: Scope,
  context: Context,
): Value {
  const more = evaluate(node, context)
  const isCertain = scope.start === home.start && scope.end === home.end
  if (kind === 'item') {
    return value.kind === 'list' ? { ...value, items: [...value.items, more] } : value
  }
  if (value.kind === 'list' && more.kind === 'list')
    return { ...value, items: [...value.items, ...more.items] }
  if (value.kind !== 'text') return value
  if (isCertain) return concat([value, more], value.span)
  const gap = gapOf({ kind: 'unknown', span: more.span, text: '…' })
  return { ...value, parts: [...value.parts, gap] }
}

function isInside(at: number, { start, end }: { start: number; end: number }): boolean {
  return start <= at && at < end
}
