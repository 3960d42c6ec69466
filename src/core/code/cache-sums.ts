import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../prompt.ts'
import type { Edit } from '../finding.ts'
import type { PromptDocument } from '../source.ts'
import { childrenOf } from './evaluate.ts'
import { sourceOf, spanOf } from './nodes.ts'
import { type Code, languageOf, parseCode } from './syntax.ts'

/** A sum of an input count and cached tokens. */
export interface CacheSum {
  readonly span: Span
  readonly input: string
  /** The cached counts, as the code spells them. */
  readonly cached: string
  /** The input is one that contains cached tokens. */
  readonly isCertain: boolean
  /** Leave the cached counts out. */
  readonly edits: readonly Edit[]
}

const cachedName = /cache_?(?:d|read|write|creation)|cached_?tokens|cachedInput/i
const inputName =
  /(?:^|[._\["'])(?:prompt_tokens|promptTokens|input_?tokens|inputTokens|input|prompt)\b["'\])]*$/i

/** The sums of a document that may count cached tokens twice. */
export function cacheSums(document: PromptDocument): CacheSum[] {
  const language = languageOf(document)
  const { text } = document
  if (!language || !cachedName.test(text)) return []
  const code = parseCode(document, language)
  const sums = new Map<number, SyntaxNode>()
  for (const { index } of text.matchAll(/cache_?(?:d|read|write|creation)/gi)) {
    const top = sumAround(code.tree.resolveInner(index, 1), code)
    if (top) sums.set(top.from, top)
  }
  return [...sums.values()].flatMap((node) => judge(node, code))
}

/** The outermost sum that a node is a part of; undefined in strings, comments and elsewhere. */
function sumAround(node: SyntaxNode, code: Code): SyntaxNode | undefined {
  if (/Comment/.test(node.name)) return undefined
  let top: SyntaxNode | undefined
  for (let each: SyntaxNode | null = node; each; each = each.parent) {
    if (isSum(each, code)) top = each
    else if (/Statement|Declaration|Function|Body|Block|Property$|ArgList/.test(each.name)) break
  }
  return top
}

function isSum(node: SyntaxNode, code: Code): boolean {
  const operator = node.name === 'BinaryExpression' ? childrenOf(node)[1] : undefined
  return operator !== undefined && sourceOf(operator, code) === '+'
}

function judge(node: SyntaxNode, code: Code): CacheSum[] {
  const terms: SyntaxNode[] = []
  let rest = node
  while (isSum(rest, code)) {
    const [left, , right] = childrenOf(rest)
    if (!left || !right) return []
    terms.push(right)
    rest = left
  }
  const named = [rest, ...terms.reverse()].map((node) => ({ node, name: nameOf(node, code) }))
  const cached = named.filter(({ name }) => cachedName.test(name))
  const input = named.find(({ name }) => inputName.test(name) && !cachedName.test(name))
  if (!input || cached.length === 0) return []
  const kind = kindOf(input.name, cached[0]?.name ?? '', code.text)
  if (kind === 'apart') return []
  return [
    {
      span: spanOf(node),
      input: input.name,
      cached: cached.map(({ name }) => name).join(' and '),
      isCertain: kind === 'contained',
      edits: removals(named.map((each) => ({ ...each, isCached: cached.includes(each) }))),
    },
  ]
}

/** A term without `?? 0`, `or 0` and its brackets. */
function nameOf(node: SyntaxNode, code: Code): string {
  const source = sourceOf(node, code).slice(0, 200).replace(/\s+/g, '')
  const bare = source.replace(/(?:\?\?|\|\||or)0\)?$/, '').replace(/^[(]+/, '')
  return bare.replace(/\.get\((["'][\w]+["']),0\)$/, '[$1]').replaceAll('?.', '.')
}

/** Whether an input count contains cached tokens, told by the spelling of both. */
function kindOf(input: string, cached: string, text: string): 'contained' | 'apart' | 'unknown' {
  if (/prompt_?tokens/i.test(input)) return 'contained'
  if (/cachedInputTokens|inputTokenDetails|input_token_details|cached_tokens/.test(cached))
    return 'contained'
  // The Messages API's own names, and Bedrock's.
  if (/cache_(?:read|creation)_input_tokens|cache(?:Read|Write)InputTokens/.test(cached))
    return 'apart'
  if (/usage_metadata/.test(input)) return 'contained'
  const isAiSdk = /from\s+["'](?:ai|@ai-sdk\/[\w-]+)["']/.test(text)
  return isAiSdk ? 'contained' : 'unknown'
}

interface Term {
  readonly node: SyntaxNode
  readonly isCached: boolean
}

/** Removes the cached terms: those at the beginning with the signs behind them, any other with the sign before it. */
function removals(terms: readonly Term[]): Edit[] {
  const first = terms.findIndex(({ isCached }) => !isCached)
  const [head, kept] = [terms[0], terms[first]]
  const leading = first > 0 && head && kept && { start: head.node.from, end: kept.node.from }
  const others = terms.flatMap(({ node, isCached }, i): Edit[] => {
    const before = terms[i - 1]
    if (!isCached || i < first || !before) return []
    return [{ span: { start: before.node.to, end: node.to }, text: '' }]
  })
  return leading ? [{ span: leading, text: '' }, ...others] : others
}
