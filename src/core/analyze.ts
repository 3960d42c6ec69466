import { type Model, findModel } from './models.ts'
import type { Block, Problem, Prompt, Span, Ttl } from './prompt.ts'
import { type Finding, findAll } from './rules.ts'
import { type PromptDocument, type SourceOptions, readPrompts } from './sources.ts'
import { type TokenCount, addCounts, countBlock, noTokens } from './tokens.ts'

/** Everything that is known of one document; every face renders this. */
export interface Analysis {
  /** The id of the source that read it. */
  readonly source: string
  /** What a person calls that kind of document. */
  readonly sourceName: string
  readonly prompts: readonly PromptAnalysis[]
}

/** One prompt of a document, measured and judged. */
export interface PromptAnalysis {
  readonly source: string
  readonly prompt: Prompt
  readonly model: Model | undefined
  readonly blocks: readonly MeasuredBlock[]
  readonly breakpoints: readonly Breakpoint[]
  readonly total: TokenCount
  /** Tokens that a second, identical call reads from the cache. */
  readonly cached: TokenCount
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
}

export interface MeasuredBlock {
  readonly block: Block
  readonly count: TokenCount
  /** Tokens of the prefix up to and including this block. */
  readonly prefix: TokenCount
  /** Inside a prefix that is cached. */
  readonly isCached: boolean
}

/** A place where a prefix ends that may be cached. */
export interface Breakpoint {
  /** 1 for BP1. */
  readonly number: number
  readonly ttl: Ttl
  readonly isAutomatic: boolean
  /** Index of its block. */
  readonly at: number
  /** Where the marker or the `cache_control` stands. */
  readonly span: Span | undefined
  readonly prefix: TokenCount
  /** Against the model's minimum; `unknown` without a model, `uncertain` when the bounds do not settle it. */
  readonly verdict: 'cached' | 'below' | 'uncertain' | 'unknown'
  /** US dollars for writing this prefix once, and for reading it once. */
  readonly cost: { readonly write: number; readonly read: number } | undefined
}

/** Reads, measures and judges a document; undefined when it holds no prompt. Never throws. */
export function analyze(document: PromptDocument, options: SourceOptions): Analysis | undefined {
  const found = readPrompts(document, options)
  if (!found) return undefined
  const { source, prompts } = found
  return {
    source: source.id,
    sourceName: source.name,
    prompts: prompts.map(({ prompt, problems }) => measure(source.id, prompt, problems)),
  }
}

function measure(source: string, prompt: Prompt, problems: readonly Problem[]): PromptAnalysis {
  const model = findModel(prompt.model)
  let prefix = noTokens
  const counted = prompt.blocks.map((block) => {
    const count = countBlock(block, model)
    prefix = addCounts(prefix, count)
    return { block, count, prefix }
  })
  const breakpoints = counted.flatMap(({ block, prefix }, at) =>
    block.breakpoint ? [{ block, ttl: block.breakpoint, prefix, at }] : [],
  )
  const judged = breakpoints.map(({ block, ttl, prefix, at }, i): Breakpoint => ({
    number: i + 1,
    ttl,
    isAutomatic: block.automatic === true,
    at,
    span: block.breakpointSpan ?? block.span,
    prefix,
    verdict: verdictOf(prefix, model),
    cost: model && {
      write: (prefix.tokens * (ttl === '1h' ? model.prices.write1h : model.prices.write5m)) / 1e6,
      read: (prefix.tokens * model.prices.read) / 1e6,
    },
  }))
  const cachedTo = judged.findLast((each) => each.verdict !== 'below')?.at ?? -1
  const measured = {
    source,
    prompt,
    model,
    blocks: counted.map((each, i) => ({ ...each, isCached: i <= cachedTo })),
    breakpoints: judged,
    total: prefix,
    cached: counted[cachedTo]?.prefix ?? noTokens,
    problems,
  }
  return { ...measured, findings: findAll(measured) }
}

function verdictOf(prefix: TokenCount, model: Model | undefined): Breakpoint['verdict'] {
  if (!model) return 'unknown'
  if (prefix.low >= model.minimum) return 'cached'
  return prefix.high < model.minimum ? 'below' : 'uncertain'
}
