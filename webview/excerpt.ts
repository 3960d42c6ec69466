import type { ChangeKind } from '../src/core/divergence.ts'
import type { RecordedReason } from '../src/core/recording.ts'

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

/** Shows a difference within a text; undefined where whole blocks came or went. */
export function excerptOf({ divergence, around }: RecordedReason): Excerpt | undefined {
  if (!divergence) return undefined
  const { kind, was, now, offset } = divergence
  const isWhole = offset === 0 && was.length + now.length > 160
  if (!inText.has(kind) || was === now || isWhole) return undefined
  return { head: around?.head ?? '…', was, is: now, tail: around?.tail ?? '…' }
}
