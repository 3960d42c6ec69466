import type { Analysis, Breakpoint, PromptAnalysis } from './analysis.ts'
import { type Calibration, calibratedCount } from './calibration.ts'
import { type Model, findModel } from './models.ts'
import { findAll, findInDocument, mend } from './rules.ts'
import type { PromptDocument, SourceOptions, SourcePrompt } from './source.ts'
import { readPrompts } from './sources.ts'
import { type TokenCount, countPrompt, noTokens } from './tokens.ts'

/** What a person can set about an analysis. */
export interface AnalyzeOptions extends SourceOptions {
  /** `prefixHash` of each prompt as it was saved or recorded, in order. */
  readonly savedHashes?: readonly string[]
  /** What recorded requests have shown of counts. */
  readonly calibration?: Calibration
}

/** Reads, measures and judges a document; undefined when it holds no prompt. Never throws. */
export function analyze(document: PromptDocument, options: AnalyzeOptions): Analysis | undefined {
  const found = readPrompts(document, options)
  if (!found) return undefined
  const { source } = found
  const { savedHashes = [] } = options
  const prompts = found.prompts.map((each, i) => {
    const measured = {
      ...measure(source.id, each, options.calibration),
      document,
      savedHashes: i < savedHashes.length ? savedHashes : undefined,
    }
    const problems = each.problems.map((problem) => mend(problem, measured))
    const { document: _, savedHashes: __, ...rest } = measured
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
