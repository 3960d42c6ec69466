import type { PromptAnalysis } from './analyze.ts'
import type { Problem, Span } from './prompt.ts'
import { automaticConflict } from './rules/automatic-conflict.ts'
import { belowMinimum } from './rules/below-minimum.ts'
import { beyondLookback } from './rules/beyond-lookback.ts'
import { breakpointOnChangingBlock } from './rules/breakpoint-on-changing-block.ts'
import { breakpointOnIneligibleBlock } from './rules/breakpoint-on-ineligible-block.ts'
import { charactersAsTokens } from './rules/characters-as-tokens.ts'
import { doubleCountedCache } from './rules/double-counted-cache.ts'
import { dynamicBeforeStatic } from './rules/dynamic-before-static.ts'
import { editedCachedPrefix } from './rules/edited-cached-prefix.ts'
import { noBreakpoint } from './rules/no-breakpoint.ts'
import { tooManyBreakpoints } from './rules/too-many-breakpoints.ts'
import { ttlOrder } from './rules/ttl-order.ts'
import { unknownModel } from './rules/unknown-model.ts'
import { unstableOrder } from './rules/unstable-order.ts'
import { volatilePrefix } from './rules/volatile-prefix.ts'
import type { PromptDocument } from './sources.ts'

/** Something that wastes the cache, or may. */
export interface Finding extends Problem {
  /** The rule's id; of a problem, the API's refusal. */
  readonly code: string
  /** A mechanical way out of it. */
  readonly fix?: Fix
}

/** A change of the document that makes its finding disappear. */
export interface Fix {
  /** As a button says it: "Move the date behind the boundary". */
  readonly title: string
  /** Replacements that do not overlap, in offsets of the document as it was analysed. */
  readonly edits: readonly Edit[]
}

/** A part of a document and what comes in its place. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** What a rule sees: a prompt, measured, and the document that it was read from. */
export interface Measured extends Omit<PromptAnalysis, 'findings'> {
  readonly document: PromptDocument
  /** `prefixHash` of the prompt as it was saved or sent the last time. */
  readonly savedHash?: string | undefined
}

/** One thing that wastes a cache. */
export interface Rule {
  readonly id: string
  /** What it finds in a prompt. */
  check?(prompt: Measured): readonly Finding[]
  /** What it finds in a document beside its prompts: in the code around them. */
  checkDocument?(document: PromptDocument, prompts: readonly PromptAnalysis[]): readonly Finding[]
  /** Codes of the API's own refusals that it has a fix for. */
  readonly mends?: readonly string[]
  mend?(problem: Problem, prompt: Measured): Fix | undefined
}

/** All rules, in the order in which their findings are shown. */
export const rules: readonly Rule[] = [
  unknownModel,
  tooManyBreakpoints,
  ttlOrder,
  automaticConflict,
  breakpointOnIneligibleBlock,
  volatilePrefix,
  dynamicBeforeStatic,
  breakpointOnChangingBlock,
  unstableOrder,
  belowMinimum,
  beyondLookback,
  noBreakpoint,
  charactersAsTokens,
  doubleCountedCache,
  editedCachedPrefix,
]

/** What every rule finds in a prompt. */
export function findAll(prompt: Measured): Finding[] {
  return rules.flatMap((rule) => rule.check?.(prompt) ?? [])
}

/** What every rule finds in a document beside its prompts. */
export function findInDocument(
  document: PromptDocument,
  prompts: readonly PromptAnalysis[],
): Finding[] {
  return rules.flatMap((rule) => rule.checkDocument?.(document, prompts) ?? [])
}

/** A problem with the fix that a rule knows for it. */
export function mend(problem: Problem, prompt: Measured): Finding {
  const rule = rules.find(({ mends }) => mends?.includes(problem.code))
  const fix = rule?.mend?.(problem, prompt)
  return fix ? { ...problem, fix } : problem
}

/** A document after a fix. */
export function applyFix(text: string, { edits }: Fix): string {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  let result = ''
  let from = 0
  for (const { span, text: insert } of inOrder) {
    result += text.slice(from, Math.max(from, span.start)) + insert
    from = Math.max(from, span.end)
  }
  return result + text.slice(from)
}
