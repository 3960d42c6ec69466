import type { Analysis } from '../../core/analysis.ts'
import type { AnalyzeOptions } from '../../core/analyze.ts'
import { adviseOn } from '../../core/boundary-advice.ts'
import { syntaxOf } from '../../core/edits/syntax.ts'
import type { PromptDocument } from '../../core/source.ts'

/** A place where the boundary of a text had better be. */
export interface Recommended {
  readonly offset: number
  /** About so many tokens before it are the same for every call. */
  readonly tokens: number
  readonly reason: string
  /** There is a boundary, which would move. */
  readonly isMove: boolean
}

/** Where the boundaries of a document's texts had better be; nothing for those that are well where they are. */
export function recommendedIn(
  { prompts }: Analysis,
  { document, options }: { readonly document: PromptDocument; readonly options: AnalyzeOptions },
): Recommended[] {
  return prompts.flatMap((prompt) => {
    if (syntaxOf(prompt).form !== 'text' || prompt.source === 'file-pair') return []
    if (prompt.source === 'template') return [] // Its heading is the boundary.
    const { offset, tokens, reason, isMet } = adviseOn(prompt, document, options).recommended
    const isMove = prompt.breakpoints.length > 0
    return offset === undefined || isMet ? [] : [{ offset, tokens, reason, isMove }]
  })
}
