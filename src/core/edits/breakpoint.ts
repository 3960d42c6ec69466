import type { PromptAnalysis } from '../analysis.ts'
import type { Fix } from '../finding.ts'
import type { Measured } from '../rule.ts'
import type { PromptDocument } from '../source.ts'
import { addControl, removeControl } from './control.ts'

/** Marks the block of a request in which an offset stands; undefined where that is marked, or not mechanical. */
export function addBreakpoint(
  prompt: PromptAnalysis,
  document: PromptDocument,
  offset: number,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  const block = blockAt(prompt, offset)?.block
  if (!block || block.breakpoint || block.content === '') return undefined
  const edits = addControl(measured, block.span)
  return edits && { title: 'Add cache_control here', edits }
}

/**
 * Moves the nearest breakpoint of a request to the block in which an offset stands, with its lifetime; undefined where
 * there is none to move, or where that is not mechanical.
 */
export function moveBreakpoint(
  prompt: PromptAnalysis,
  document: PromptDocument,
  offset: number,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  const found = blockAt(prompt, offset)
  if (!found || found.block.breakpoint || found.block.content === '') return undefined
  const distance = (at: number) => Math.abs(at - found.at)
  const [nearest] = prompt.breakpoints
    .filter(({ isAutomatic, span }) => !isAutomatic && span)
    .sort((a, b) => distance(a.at) - distance(b.at))
  const own = nearest && prompt.blocks[nearest.at]?.block.breakpointSpan
  if (!own) return undefined
  const added = addControl(measured, found.block.span, nearest.ttl)
  if (!added) return undefined
  return { title: 'Move the breakpoint here', edits: [...added, removeControl(measured, own)] }
}

function blockAt({ blocks }: PromptAnalysis, offset: number) {
  const at = blocks.findIndex(
    ({ block: { span } }) => span && span.start <= offset && offset <= span.end,
  )
  const block = blocks[at]?.block
  return block && { at, block }
}
