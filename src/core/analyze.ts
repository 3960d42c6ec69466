import { type Calibration, calibratedCount } from './calibration.ts'
import { type Model, findModel } from './models.ts'
import type { Block, Prompt, Span, Ttl } from './prompt.ts'
import { type Finding, findAll, findInDocument, mend } from './rules.ts'
import {
  type PromptDocument,
  type SourceOptions,
  type SourcePrompt,
  readPrompts,
} from './sources.ts'
import { type TokenCount, countPrompt, noTokens } from './tokens.ts'

/** What a person can set about an analysis. */
export interface AnalyzeOptions extends SourceOptions {
  /** `prefixHash` of each prompt as it was saved or sent the last time, in order. */
  readonly savedHashes?: readonly (string | undefined)[]
  /** What recorded requests have shown of counts. */
  readonly calibration?: Calibration
}

/** Everything that is known of one document; every face renders this. */
export interface Analysis {
  /** The id of the source that read it. */
  readonly source: string
  /** What a person calls that kind of document. */
  readonly sourceName: string
  readonly prompts: readonly PromptAnalysis[]
  /** What rules found beside the prompts: in the code around them. */
  readonly findings: readonly Finding[]
}

/** One prompt of a document, measured and judged. */
export interface PromptAnalysis extends Omit<SourcePrompt, 'problems'> {
  /** The id of the source that read it. */
  readonly source: string
  readonly prompt: Prompt
  readonly model: Model | undefined
  readonly blocks: readonly MeasuredBlock[]
  readonly breakpoints: readonly Breakpoint[]
  readonly total: TokenCount
  /** Tokens that a second, identical call reads from the cache. */
  readonly cached: TokenCount
  /** What the API would refuse or what was not understood, with a fix where there is a mechanical one. */
  readonly problems: readonly Finding[]
  readonly findings: readonly Finding[]
}

interface MeasuredBlock {
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
  /** Its prefix holds parts whose length is not known: `prefix` counts only the rest. */
  readonly isOpen: boolean
  /** US dollars for writing this prefix once, and for reading it once. */
  readonly cost: { readonly write: number; readonly read: number } | undefined
}

/** Reads, measures and judges a document; undefined when it holds no prompt. Never throws. */
export function analyze(document: PromptDocument, options: AnalyzeOptions): Analysis | undefined {
  const found = readPrompts(document, options)
  if (!found) return undefined
  const { source } = found
  const prompts = found.prompts.map((each, i) => {
    const measured = {
      ...measure(source.id, each, options.calibration),
      document,
      savedHash: options.savedHashes?.[i],
    }
    const problems = each.problems.map((problem) => mend(problem, measured))
    const { document: _, savedHash: __, ...rest } = measured
    return { ...rest, problems, findings: findAll(measured) }
  })
  return {
    source: source.id,
    sourceName: source.name,
    prompts,
    findings: findInDocument(document, prompts),
  }
}

function measure(
  source: string,
  from: SourcePrompt,
  calibration: Calibration | undefined,
): Omit<PromptAnalysis, 'findings'> {
  const { prompt } = from
  const model = findModel(prompt.model)
  const { blocks, prefixes, total } = calibration
    ? calibratedCount(prompt, calibration)
    : countPrompt(prompt)
  let isOpen = false
  const counted = prompt.blocks.map((block, at) => {
    isOpen ||= block.dynamic?.some(({ sample }) => !sample) === true
    return { block, count: blocks[at] ?? noTokens, prefix: prefixes[at] ?? noTokens, isOpen }
  })
  const breakpoints = counted.flatMap(({ block, ...rest }, at) =>
    block.breakpoint ? [{ ...rest, block, ttl: block.breakpoint, at }] : [],
  )
  const judged = breakpoints.map(({ block, ttl, prefix, isOpen, at }, i): Breakpoint => ({
    number: i + 1,
    ttl,
    isAutomatic: block.automatic === true,
    at,
    span: block.breakpointSpan ?? block.span,
    prefix,
    isOpen,
    verdict: verdictOf(prefix, isOpen, model),
    cost: model && {
      write: (prefix.tokens * (ttl === '1h' ? model.prices.write1h : model.prices.write5m)) / 1e6,
      read: (prefix.tokens * model.prices.read) / 1e6,
    },
  }))
  const cachedTo = judged.findLast((each) => each.verdict !== 'below')?.at ?? -1
  return {
    ...from,
    source,
    model,
    blocks: counted.map(({ block, count, prefix }, i) => ({
      block,
      count,
      prefix,
      isCached: i <= cachedTo,
    })),
    breakpoints: judged,
    total,
    cached: counted[cachedTo]?.prefix ?? noTokens,
  }
}

function verdictOf(
  prefix: TokenCount,
  isOpen: boolean,
  model: Model | undefined,
): Breakpoint['verdict'] {
  if (!model) return 'unknown'
  if (prefix.low >= model.minimum) return 'cached'
  return prefix.high < model.minimum && !isOpen ? 'below' : 'uncertain'
}
