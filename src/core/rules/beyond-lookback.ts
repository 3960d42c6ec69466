import { lookback } from '../cache.ts'
import { addControl } from '../edits/control.ts'
import { formatTokens } from '../format.ts'
import { maxBreakpoints } from '../refusals.ts'
import type { Measured, Rule } from '../rule.ts'

/**
 * A breakpoint looks back over 20 positions. Where the newest turn added more than that since the last message of the
 * call before, its entry is out of reach and everything is written again. Runs of tool calls, and runs of their results,
 * count as one position each. Sources: "Prompt caching", platform.claude.com, 2026-08-22; anthropics/claude-code#63930.
 */
export const beyondLookback: Rule = {
  id: 'beyond-lookback',
  check(prompt) {
    if (prompt.isPartial) return []
    const before = endOfCallBefore(prompt)
    const last = prompt.breakpoints.findLast(({ verdict }) => verdict !== 'below')
    if (before < 0 || !last || last.at <= before) return []
    const marks = prompt.breakpoints.filter(({ at }) => at >= before)
    if (marks.some(({ at }) => positions(prompt, before, at) <= lookback)) return []
    const distance = positions(prompt, before, last.at)
    const lost = prompt.blocks[before]?.prefix.tokens ?? 0
    const safe = prompt.breakpoints.findLast(({ at }) => at < before)?.prefix.tokens ?? 0
    const edits = markWithinReach(prompt, before)
    return [
      {
        code: 'beyond-lookback',
        severity: 'warning',
        message:
          `BP${last.number} looks back over ${lookback} positions, but what the call before could write lies ${distance} ` +
          `back: ${formatTokens(lost - safe)} tokens are written again instead of read. Mark a block between.`,
        ...(last.span && { span: last.span }),
        ...(edits && { fix: { title: 'Mark a block within reach', edits } }),
      },
    ]
  },
}

/** The last block of the call before: the user's turn ahead of the last answer. */
function endOfCallBefore({ blocks }: Measured): number {
  const answer = blocks.findLastIndex(({ block }) => block.role === 'assistant')
  if (answer < 0) return -1
  let start = answer
  while (start >= 0 && blocks[start]?.block.role === 'assistant') start--
  return blocks[start]?.block.section === 'messages' ? start : -1
}

/** Positions from one block to a later one, both included. */
function positions({ blocks }: Measured, from: number, to: number): number {
  let count = 0
  let run = ''
  for (let i = to; i >= from; i--) {
    const type = blocks[i]?.block.type ?? ''
    const isRun = type === 'tool_use' || type === 'tool_result'
    if (!isRun || type !== run) count++
    run = isRun ? type : ''
  }
  return count
}

function markWithinReach(prompt: Measured, before: number) {
  if (prompt.breakpoints.length >= maxBreakpoints) return undefined
  const ttl = prompt.breakpoints.at(-1)?.ttl ?? '5m'
  for (let i = before; i < prompt.blocks.length; i++) {
    if (positions(prompt, before, i) > lookback) break
    const block = prompt.blocks[i]?.block
    if (!block || /thinking/.test(block.type) || block.content === '') continue
    const edits = addControl(prompt, block.span, ttl)
    if (edits) return edits
  }
  return undefined
}
