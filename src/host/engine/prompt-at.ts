import { type PromptAnalysis, analyze } from '../../core/analyze.ts'
import type { PromptRead } from './read.ts'

/** The prompt of a document at a place: the one around it, or the last one that begins before it. */
export function promptAt(
  { document, options }: PromptRead,
  offset: number,
): PromptAnalysis | undefined {
  const prompts = analyze(document, options)?.prompts ?? []
  return prompts.findLast((each) => startOf(each) <= offset) ?? prompts[0]
}

/** Where a prompt begins in its document. */
function startOf({ span, blocks }: PromptAnalysis): number {
  if (span) return span.start
  return Math.min(...blocks.flatMap(({ block }) => (block.span ? [block.span.start] : [])))
}
