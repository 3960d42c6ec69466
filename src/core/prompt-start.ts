import type { PromptAnalysis } from './analysis.ts'

/** Where a prompt begins in its document. */
export function promptStart({ span, blocks }: PromptAnalysis): number {
  if (span) return span.start
  const starts = blocks.flatMap(({ block }) => (block.span ? [block.span.start] : []))
  return starts.length > 0 ? Math.min(...starts) : 0
}
