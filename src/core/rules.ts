import type { PromptAnalysis } from './analyze.ts'
import type { Problem } from './prompt.ts'
import { belowMinimum } from './rules/below-minimum.ts'
import { unknownModel } from './rules/unknown-model.ts'

/** Something that wastes the cache, or may. */
export interface Finding extends Problem {
  /** The rule's id. */
  readonly code: string
}

/** What a rule sees: a prompt, measured. */
export type Measured = Omit<PromptAnalysis, 'findings'>

/** One thing that wastes a cache. */
export interface Rule {
  readonly id: string
  check(prompt: Measured): readonly Finding[]
}

/** All rules, in the order in which their findings are shown. */
export const rules: readonly Rule[] = [unknownModel, belowMinimum]

/** What every rule finds in a prompt. */
export function findAll(prompt: Measured): Finding[] {
  return rules.flatMap((rule) => rule.check(prompt))
}
