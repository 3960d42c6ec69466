import type { PromptAnalysis } from '../../core/analysis.ts'
import { analyze } from '../../core/analyze.ts'
import { promptStart } from '../../core/prompt-start.ts'
import type { PromptRead } from './read.ts'

/** The prompt of a document at a place: the one around it, or the last one that begins before it. */
export function promptAt(
  { document, options }: PromptRead,
  offset: number,
): PromptAnalysis | undefined {
  const prompts = analyze(document, options)?.prompts ?? []
  return prompts.findLast((each) => promptStart(each) <= offset) ?? prompts[0]
}
