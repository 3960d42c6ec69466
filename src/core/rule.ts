import type { PromptAnalysis } from './analysis.ts'
import type { Finding, Fix } from './finding.ts'
import type { Problem } from './prompt.ts'
import type { PromptDocument } from './source.ts'

/** What a rule sees: a prompt, measured, and the document that it was read from. */
export interface Measured extends Omit<PromptAnalysis, 'findings'> {
  readonly document: PromptDocument
  /** `prefixHash` of the document's prompts as they were saved or recorded; undefined for one that was not there. */
  readonly savedHashes?: readonly string[] | undefined
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
