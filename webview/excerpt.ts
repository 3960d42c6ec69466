import type { ChangeKind, Divergence } from '../src/core/compare.ts'
import type { Block } from '../src/core/prompt.ts'

/** A difference in its surroundings; `head` and `tail` are equal in both requests. */
export interface Excerpt {
  readonly head: string
  readonly was: string
  readonly is: string
  readonly tail: string
}

/** Kinds whose was and now are pieces of one text. */
const inText: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'timestamp',
  'date',
  'uuid',
  'counter',
  'random-id',
  'whitespace',
  'unicode-form',
  'text',
  'tool-changed',
  'history-edited',
])

/** Characters of equal text shown before and behind a difference. */
const context = 28

/**
 * Shows a difference as far as the webview knows the block, of which it has only the beginning. Undefined where whole
 * blocks came or went.
 */
export function excerptOf(divergence: Divergence, block: Block | undefined): Excerpt | undefined {
  const { kind, was, now, offset } = divergence
  if (!inText.has(kind) || was === now || (offset === 0 && was.length + now.length > 160)) {
    return undefined
  }
  const content = block?.content ?? ''
  // The evidence begins with the word in which the texts differ, a little before the difference itself.
  const start = now === '' ? offset : content.lastIndexOf(now, offset)
  const isFound = start >= 0 && start + now.length >= offset && start <= content.length
  if (!isFound) return { head: '…', was, is: now, tail: '…' }
  const end = start + now.length
  return {
    head: (start > context ? '…' : '') + content.slice(Math.max(0, start - context), start),
    was,
    is: now,
    tail: content.slice(end, end + context) + (end + context < content.length ? '…' : ''),
  }
}
