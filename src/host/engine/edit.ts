import type { PromptAnalysis } from '../../core/analysis.ts'
import { addCacheControl, moveDynamicBehind, splitStableAndDynamic } from '../../core/edits.ts'
import { addBreakpoint, moveBreakpoint } from '../../core/edits/breakpoint.ts'
import { insertBoundary, moveBoundary } from '../../core/edits/boundary.ts'
import { type ChosenStrategy, markAs } from '../../core/edits/strategy.ts'
import { syntaxOf } from '../../core/edits/syntax.ts'
import type { Fix } from '../../core/finding.ts'
import { promptAt } from './prompt-at.ts'
import type { PromptRead } from './read.ts'

/** How a prompt can be changed by a command. */
export type EditKind =
  | 'insert-boundary'
  | 'move-boundary'
  | 'move-dynamic'
  | 'add-cache-control'
  | 'add-automatic'
  | 'split'

/** A change of the prompt at a place; undefined where there is nothing to change. */
export function editOf(read: PromptRead, kind: EditKind, offset: number): Fix | undefined {
  const { document, options } = read
  const { text } = document
  const prompt = promptAt(read, offset)
  const isText = !prompt || syntaxOf(prompt).form === 'text'
  switch (kind) {
    case 'insert-boundary':
      return isText
        ? insertBoundary(text, offset, options.markers[0])
        : addBreakpoint(prompt, document, offset)
    case 'move-boundary':
      return isText ? moveBoundary(text, offset, options) : moveBreakpoint(prompt, document, offset)
    default:
      return prompt && changeOf(kind, prompt, read)
  }
}

/** The prompt at a place with the breakpoints of a strategy; undefined where they cannot be put there in one step. */
export function strategyOf(
  read: PromptRead,
  chosen: ChosenStrategy,
  offset: number,
): Fix | undefined {
  const prompt = promptAt(read, offset)
  return prompt && markAs(prompt, read.document, chosen)
}

function changeOf(
  kind: Exclude<EditKind, 'insert-boundary' | 'move-boundary'>,
  prompt: PromptAnalysis,
  { document, options }: PromptRead,
): Fix | undefined {
  const lifetime = options.ttl && { ttl: options.ttl }
  switch (kind) {
    case 'move-dynamic':
      return moveDynamicBehind(prompt, document)
    case 'split':
      return splitStableAndDynamic(prompt, document)
    case 'add-cache-control':
      return addCacheControl(prompt, document, { how: 'explicit', ...lifetime })
    case 'add-automatic':
      return addCacheControl(prompt, document, { how: 'automatic', ...lifetime })
  }
}
