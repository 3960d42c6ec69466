import type { PromptAnalysis } from './analysis.ts'
import type { BoundaryOptions } from './boundaries.ts'
import { unitAround } from './edits/boundary.ts'
import { syntaxOf } from './edits/syntax.ts'
import { formatTokens } from './format.ts'
import { type NaturalBoundary, naturalBoundaries } from './natural-boundaries.ts'
import { placesIn } from './places.ts'
import type { Section, Span } from './prompt.ts'
import { type CallCosts, type Projection, type Traffic, callCosts, project } from './projection.ts'
import type { PromptDocument } from './source.ts'
import { type TokenCount, addCounts, noTokens } from './tokens.ts'
import { volatileLiterals } from './volatility.ts'

/** What can be said of where a prompt's cached prefix ends, and where it should. */
export interface Advice {
  readonly parts: readonly Part[]
  readonly lines: number
  readonly natural: readonly (NaturalBoundary & {
    readonly line: number
    readonly tokens: number
  })[]
  readonly recommended: Recommendation
  /** As it is; undefined where no model is known. */
  readonly costs: CallCosts | undefined
  readonly projections: readonly Projection[]
}

/** A stretch of a prompt: up to a breakpoint, or behind the last one. */
interface Part {
  readonly name: string
  readonly section: Section
  /** First and last line; undefined where it has no place in the document. */
  readonly lines: { readonly first: number; readonly last: number } | undefined
  readonly tokens: TokenCount
  readonly isCached: boolean
}

/** Where the cached prefix should end. */
interface Recommendation {
  /** Undefined where no place is better than none. */
  readonly offset: number | undefined
  readonly line: number | undefined
  /** Tokens of the prefix that would end there. */
  readonly tokens: number
  readonly reason: string
  /** The boundary is there already. */
  readonly isMet: boolean
  readonly costs: CallCosts | undefined
}

/** Judges where the cached prefix of a prompt ends. */
export function adviseOn(
  prompt: PromptAnalysis,
  document: PromptDocument,
  { traffic, ...options }: BoundaryOptions & { readonly traffic?: Traffic },
): Advice {
  const { text } = document
  const places = placesIn(text)
  const lineOf = (offset: number): number => places(Math.min(offset, text.length)).line
  const recommended = recommend(prompt, text, lineOf)
  const { model, total, cached, breakpoints } = prompt
  const ttl = breakpoints.at(-1)?.ttl ?? options.ttl ?? '5m'
  const tokens = { total: total.tokens, cached: Math.max(cached.tokens, recommended.tokens) }
  const natural = syntaxOf(prompt).form === 'text' ? naturalBoundaries(text, options) : []
  return {
    parts: partsOf(prompt, lineOf),
    lines: lineOf(text.length),
    natural: natural.map((each) => ({
      ...each,
      line: lineOf(each.offset),
      tokens: tokensBefore(prompt, each.offset),
    })),
    recommended: {
      ...recommended,
      costs: model && callCosts(model, total.tokens, recommended.tokens, ttl),
    },
    costs: model && callCosts(model, total.tokens, cached.tokens, ttl),
    projections: model && traffic ? project(model, tokens, traffic) : [],
  }
}

function partsOf(prompt: PromptAnalysis, lineOf: (offset: number) => number): Part[] {
  const parts: Part[] = []
  let from = 0
  const close = (to: number, name: string) => {
    const blocks = prompt.blocks.slice(from, to + 1)
    const [first] = blocks
    if (!first) return
    const spans = blocks.flatMap(({ block }) => (block.span ? [block.span] : []))
    const start = Math.min(...spans.map((span) => span.start))
    const end = Math.max(...spans.map((span) => Math.max(span.start, span.end - 1)))
    parts.push({
      name,
      section: first.block.section,
      lines: spans.length > 0 ? { first: lineOf(start), last: lineOf(end) } : undefined,
      tokens: blocks.reduce((sum, { count }) => addCounts(sum, count), noTokens),
      isCached: first.isCached,
    })
    from = to + 1
  }
  for (const { at, number } of prompt.breakpoints) {
    close(at, prompt.breakpoints.length === 1 ? 'Static part' : `Up to BP${number}`)
  }
  close(prompt.blocks.length - 1, prompt.breakpoints.length === 0 ? 'Whole prompt' : 'Dynamic part')
  return parts
}

type Found = Omit<Recommendation, 'costs'>

function recommend(
  prompt: PromptAnalysis,
  text: string,
  lineOf: (offset: number) => number,
): Found {
  const isText = syntaxOf(prompt).form === 'text'
  const place = isText ? inText(prompt, text) : inRequest(prompt)
  const minimum = prompt.model?.minimum ?? 0
  const { tokens } = place
  if (place.offset === undefined || tokens < minimum) {
    const reason =
      place.offset === undefined
        ? place.reason
        : `What stays the same has about ${formatTokens(tokens)} tokens, fewer than the ${formatTokens(minimum)} that ` +
          `${prompt.model?.name ?? 'the model'} caches. Leave the boundary out, or add what belongs to the instructions.`
    return { offset: undefined, line: undefined, tokens: 0, reason, isMet: false }
  }
  const own = prompt.breakpoints.at(-1)
  const isMet =
    own !== undefined && own.prefix.tokens >= tokens * nearlyAll && !changesWithin(prompt, own.at)
  if (isMet) {
    const offset = own.span?.start ?? place.offset
    const reason = `The boundary is where it should be. ${place.reason}`
    return { offset, line: lineOf(offset), tokens: own.prefix.tokens, reason, isMet }
  }
  return { offset: place.offset, line: lineOf(place.offset), tokens, reason: place.reason, isMet }
}

/** A boundary that leaves out no more than a fiftieth of what stays the same is not worth moving. */
const nearlyAll = 0.98

/** Whether anything in a prefix differs from call to call, as far as can be told. */
function changesWithin({ blocks }: PromptAnalysis, last: number): boolean {
  return blocks
    .slice(0, last + 1)
    .some(
      ({ block }) =>
        block.dynamic?.some(({ constant }) => !constant) === true ||
        (block.section !== 'messages' && volatileLiterals(block.content).length > 0),
    )
}

interface Place {
  readonly offset: number | undefined
  readonly tokens: number
  readonly reason: string
}

/** The end of the constant text: ahead of the first sentence that changes. */
function inText(prompt: PromptAnalysis, text: string): Place {
  const change = firstChange(prompt, text)
  const last = prompt.blocks.at(-1)?.block.span
  if (!last) return { offset: undefined, tokens: 0, reason: 'There is nothing to cache.' }
  if (!change) {
    const own = prompt.breakpoints.at(-1)
    const offset = own?.span?.start ?? text.length
    const tokens = own?.prefix.tokens ?? prompt.total.tokens
    return { offset, tokens, reason: 'Nothing in this text changes from call to call by itself.' }
  }
  const own = prompt.breakpoints.at(-1)?.span
  const unit = unitAround(text, change)
  const offset = own && own.end <= unit.start ? own.start : unit.start
  const name = text.slice(change.start, Math.min(change.end, change.start + 60))
  const reason = `Everything before it is the same for every call; ${name} is the first that changes.`
  return { offset, tokens: tokensBefore(prompt, offset), reason }
}

/** The first place in a text that differs from call to call, in the order in which it is sent. */
function firstChange(prompt: PromptAnalysis, text: string): Span | undefined {
  for (const { block } of prompt.blocks) {
    const part = block.dynamic?.find(({ constant }) => !constant)
    const [literal] = volatileLiterals(block.content)
    const at = literal && block.span ? text.indexOf(literal.text, block.span.start) : -1
    const written = literal && at >= 0 ? { start: at, end: at + literal.text.length } : undefined
    if (part && written) return part.start < written.start ? part : written
    if (part ?? written) return part ?? written
  }
  return undefined
}

/** In a request: the last block of tools and system before one that changes. */
function inRequest({ blocks }: PromptAnalysis): Place {
  const changing = blocks.findIndex(
    ({ block }) =>
      block.section === 'messages' ||
      block.dynamic?.some(({ constant }) => !constant) === true ||
      volatileLiterals(block.content).length > 0,
  )
  const last = blocks[(changing < 0 ? blocks.length : changing) - 1]
  if (!last?.block.span) {
    return {
      offset: undefined,
      tokens: 0,
      reason: 'No tools and no constant system prompt come first.',
    }
  }
  const reason =
    'Tools and system up to here are the same for every call. A second breakpoint on the second-to-last user message lets a conversation read its own past.'
  return { offset: last.block.span.end, tokens: last.prefix.tokens, reason }
}

/** Tokens that are sent before a place, in proportion to the characters of its block. */
function tokensBefore({ blocks }: PromptAnalysis, offset: number): number {
  return blocks.reduce((sum, { block, count }) => {
    if (!block.span || block.span.start >= offset) return sum
    const length = Math.max(1, block.span.end - block.span.start)
    return sum + Math.round(count.tokens * Math.min(1, (offset - block.span.start) / length))
  }, 0)
}
