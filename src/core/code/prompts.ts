import type { SyntaxNode } from '@lezer/common'
import { isRequest } from '../bodies.ts'
import { findBoundaries, splitAtBoundaries } from '../boundaries.ts'
import { dialectOf } from '../dialects.ts'
import { withInjections } from '../injection-points.ts'
import type { Prompt, Span } from '../prompt.ts'
import { parseRequest } from '../request.ts'
import type { SourceOptions, SourcePrompt } from '../source.ts'
import { isObject } from '../values.ts'
import { type Context, evaluate } from './evaluate.ts'
import { fragmentOf, markedRoots } from './fragments.ts'
import { insideOf } from './literals.ts'
import { calleeOf, enclosingName, spanOf } from './nodes.ts'
import { toPlain } from './plain.ts'
import { requestOf } from './request-calls.ts'
import { surveyOf } from './survey.ts'
import type { Code } from './syntax.ts'
import { type ObjectValue, entryOf, plainText } from './value.ts'

/**
 * The prompts of source code: calls of the known SDKs, object literals that are request bodies, parts of bodies that
 * are marked, and strings with a boundary marker.
 */
export function promptsOf(code: Code, options: SourceOptions): SourcePrompt[] {
  const survey = surveyOf(code)
  const context: Context = {
    code,
    survey,
    bindings: new Map(),
    budget: { left: 40_000, depth: 0 },
    seen: new Set(),
  }
  const requests = [
    ...survey.calls.flatMap((node): Found[] => {
      const value = requestOf(node, calleeOf(node, code), context)
      return value ? [{ node, value, kind: 'call' }] : []
    }),
    ...survey.objects.flatMap((span): Found[] => {
      if (!looksLikeBody(span, code) || context.seen.has(span.start)) return []
      const node = literalAt(span.start, code)
      const value = evaluate(node, context)
      return value.kind === 'object' ? [{ node, value, kind: 'object' }] : []
    }),
  ].flatMap((found) => toPrompt(found, context, options))
  const fragments = markedRoots(context).flatMap((node): SourcePrompt[] => {
    const value = fragmentOf(evaluate(node, context))
    const found = value ? toPrompt({ node, value, kind: 'part' }, context, options) : []
    return found.map((each) => ({ ...each, isPartial: true }))
  })
  const literals = boundaryLiterals(code, options)
  return [...requests, ...fragments, ...literals].sort(
    (a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0),
  )
}

interface Found {
  readonly node: SyntaxNode
  readonly value: ObjectValue
  /** A call of an SDK is a request for certain; an object may be one; a part is marked. */
  readonly kind: 'call' | 'object' | 'part'
}

/** Saves evaluating every object: a body has messages or a system prompt. */
function looksLikeBody({ start, end }: Span, { text }: Code): boolean {
  const isLong = end - start > 12
  return isLong && bodyKeys.test(text.slice(start, Math.min(end, start + 4000)))
}

const bodyKeys = /["'\s,{](?:messages|system)["']?\s{0,8}[:,}]/

function literalAt(start: number, { tree }: Code): SyntaxNode {
  const inner = tree.resolveInner(start, 1)
  return /Expression$/.test(inner.name) ? inner : (inner.parent ?? inner)
}

function toPrompt(
  { node, value, kind }: Found,
  context: Context,
  options: SourceOptions,
): SourcePrompt[] {
  const plain = toPlain(value)
  if (!isObject(plain.value) || (kind === 'object' && !isRequest(plain.value))) return []
  const named = plainText(entryOf(value, 'model') ?? entryOf(value, 'modelId'))
  const { body, locate } = withInjections(plain.value, plain.locate)
  const { prompt, problems } = parseRequest(body, locate)
  const hasMarks = prompt.blocks.some(({ breakpoint }) => breakpoint)
  if (!hasMarks && !isForClaude(named, kind === 'call', context.code)) return []
  if (prompt.blocks.length === 0) return []
  const name = enclosingName(node, context.code)
  const dialect = dialectOf(body)
  return [
    {
      prompt: {
        ...prompt,
        model: named ?? options.model,
        blocks: prompt.blocks.map((block) => atCall(plain.withGaps(block), spanOf(node))),
      },
      problems,
      span: spanOf(node),
      ...(kind !== 'part' && { body }),
      ...(name !== undefined && { name }),
      ...(dialect !== undefined && { dialect }),
    },
  ]
}

/** A block stands at the expression that makes it; without a place of its own, at the call. */
function atCall(block: Prompt['blocks'][number], span: Span): Prompt['blocks'][number] {
  return block.span ? block : { ...block, span }
}

function isForClaude(model: string | undefined, isCall: boolean, { text }: Code): boolean {
  if (model !== undefined) return /claude|anthropic|opus|sonnet|haiku|fable|mythos/i.test(model)
  return isCall || /anthropic|claude/i.test(text)
}

/** String literals that hold a boundary marker and more than it. */
function boundaryLiterals(code: Code, options: SourceOptions): SourcePrompt[] {
  const { text } = code
  const literals = new Map<number, SyntaxNode>()
  for (const { span } of findBoundaries(text, options)) {
    let node: SyntaxNode | null = code.tree.resolveInner(span.start, 1)
    while (node && !/^(?:String|TemplateString|FormatString)$/.test(node.name)) node = node.parent
    if (node) literals.set(node.from, node)
  }
  return [...literals.values()].flatMap((node): SourcePrompt[] => {
    const within = insideOf(node, code)
    const blocks = splitAtBoundaries(text, findBoundaries(text, options, within), {
      within,
      make: (span) => literalBlock(node, span, code),
    })
    if (blocks.length === 0) return []
    const prompt: Prompt = { model: options.model, blocks, parameters: {} }
    const name = enclosingName(node, code)
    return [{ prompt, problems: [], span: spanOf(node), ...(name !== undefined && { name }) }]
  })
}

function literalBlock(node: SyntaxNode, span: Span, { text }: Code): Prompt['blocks'][number] {
  const gaps = [...node.getChildren('Interpolation'), ...node.getChildren('FormatReplacement')]
  const dynamic = gaps
    .filter(({ from, to }) => from >= span.start && to <= span.end)
    .map(({ from, to }) => ({ start: from, end: to, at: from - span.start, length: to - from }))
  return {
    section: 'system',
    type: 'text',
    content: text.slice(span.start, span.end),
    span,
    ...(dynamic.length > 0 && { dynamic }),
  }
}
