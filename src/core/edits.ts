import type { PromptAnalysis } from './analysis.ts'
import { changesOf } from './changes.ts'
import { insertBoundary, moveBehind, unitAround } from './edits/boundary.ts'
import { addControl } from './edits/control.ts'
import { addAutomatic } from './edits/automatic.ts'
import { splitOff } from './edits/split.ts'
import { syntaxOf } from './edits/syntax.ts'
import type { Ttl } from './prompt.ts'
import { maxBreakpoints } from './refusals.ts'
import type { Edit, Fix } from './finding.ts'
import type { Measured } from './rule.ts'
import type { PromptDocument } from './source.ts'

/** Moves every sentence with a variable out of the cached prefix; undefined where there is none to move. */
export function moveDynamicBehind(
  prompt: PromptAnalysis,
  document: PromptDocument,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  const boundary = prompt.breakpoints.at(-1)?.span
  if (!boundary || syntaxOf(prompt).form !== 'text' || prompt.source === 'file-pair')
    return undefined
  const edits: Edit[] = []
  let moved = -1
  for (const { part } of changesOf(measured)) {
    const unit = unitAround(document.text, part)
    if (unit.start < moved) continue
    const more = moveBehind(measured, part, boundary)
    if (!more) continue
    moved = unit.end
    edits.push(...more)
  }
  return edits.length > 0 ? { title: 'Move dynamic text behind the boundary', edits } : undefined
}

/** Where breakpoints are put: on blocks, or by the API itself. */
export interface MarkingOptions {
  readonly how: 'explicit' | 'automatic'
  readonly ttl?: Ttl
}

/**
 * Marks a request: the last block of tools and system, and the second-to-last user message, so that a conversation reads
 * its own past; or the body itself, so that the API marks the last block. Undefined where it is marked already.
 */
export function addCacheControl(
  prompt: PromptAnalysis,
  document: PromptDocument,
  { how, ttl = '5m' }: MarkingOptions,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  if (how === 'automatic') {
    const edits = addAutomatic(measured, ttl)
    return edits && { title: 'Turn on automatic caching', edits }
  }
  const free = maxBreakpoints - prompt.breakpoints.length
  const users = [...new Set(prompt.blocks.flatMap(({ block }) => userMessage(block)))]
  const system = prompt.blocks.findLastIndex(({ block }) => block.section !== 'messages')
  const user = prompt.blocks.findLastIndex(
    ({ block }) => block.role === 'user' && block.message === users.at(-2),
  )
  const targets = [system, users.length > 1 ? user : -1].slice(0, Math.max(0, free))
  const edits = targets.flatMap((at): readonly Edit[] => {
    const block = prompt.blocks[at]?.block
    if (!block || block.breakpoint || block.content === '') return []
    return addControl(measured, block.span, ttl) ?? []
  })
  return edits.length > 0 ? { title: 'Add cache_control', edits } : undefined
}

function userMessage({ role, message }: PromptAnalysis['blocks'][number]['block']): number[] {
  return role === 'user' && message !== undefined ? [message] : []
}

/**
 * Parts what stays the same from what changes: in a text, with a boundary ahead of the first sentence that changes; in a
 * request, by taking the first such sentence out of its block.
 */
export function splitStableAndDynamic(
  prompt: PromptAnalysis,
  document: PromptDocument,
): Fix | undefined {
  const measured: Measured = { ...prompt, document }
  const title = 'Split stable and dynamic'
  if (syntaxOf(prompt).form === 'text') {
    const part = prompt.blocks
      .flatMap(({ block }) => block.dynamic ?? [])
      .find(({ constant }) => !constant)
    const isParted = prompt.breakpoints.length > 0
    if (!part || isParted) return moveDynamicBehind(prompt, document)
    const { edits } = insertBoundary(document.text, unitAround(document.text, part).start)
    return { title, edits }
  }
  for (const { block, part } of changesOf(measured)) {
    const edits = splitOff(measured, block, part)
    if (edits) return { title, edits }
  }
  return undefined
}
