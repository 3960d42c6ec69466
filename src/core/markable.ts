import type { Prefix } from './prefix.ts'
import { neverMarked } from './request/blocks.ts'

/** Whether the last block of a prefix may carry a breakpoint, as `isEligible` says it of a request's body. */
export function isMarkable({ block }: Prefix): boolean {
  if (neverMarked.has(block.type)) return false
  return block.type !== 'text' || block.content !== ''
}

/** The longest prefix inside `prefix`, itself included, that may end in a breakpoint; undefined where there is none. */
export function lastMarkable(prefix: Prefix): Prefix | undefined {
  let at: Prefix | undefined = prefix
  while (at && !(at.parent && isMarkable(at))) at = at.parent
  return at
}
