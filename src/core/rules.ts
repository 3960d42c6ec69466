import type { PromptAnalysis } from './analysis.ts'
import type { Finding } from './finding.ts'
import type { Problem } from './prompt.ts'
import type { Measured, Rule } from './rule.ts'
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
import { retiringModel } from './rules/retiring-model.ts'
import { tooManyBreakpoints } from './rules/too-many-breakpoints.ts'
import { ttlOrder } from './rules/ttl-order.ts'
import { unknownModel } from './rules/unknown-model.ts'
import { unstableOrder } from './rules/unstable-order.ts'
import { volatilePrefix } from './rules/volatile-prefix.ts'
import type { PromptDocument } from './source.ts'

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
  retiringModel,
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
