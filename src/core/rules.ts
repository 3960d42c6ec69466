import type { PromptAnalysis } from './analyze.ts'
import type { Problem, Span } from './prompt.ts'
import { belowMinimum } from './rules/below-minimum.ts'
import { unknownModel } from './rules/unknown-model.ts'

/** Something that wastes the cache, or may. */
export interface Finding extends Problem {
  /** The rule's id. */
  readonly code: string
  /** A mechanical way out of it. */
  readonly fix?: Fix
}

/** A change of the document that makes its finding disappear. */
export interface Fix {
  /** As a button says it: "Move the date behind the boundary". */
  readonly title: string
  /** Replacements that do not overlap, in offsets of the document as it was analysed. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[]
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
