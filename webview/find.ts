import { blockDigest } from '../src/core/prefix.ts'
import type { Block } from '../src/core/prompt.ts'
import type { Session } from './session.ts'

/** A text that is looked for in blocks. */
export interface Find {
  readonly text: string
  /** Blocks that hold it, by the host, which knows their whole text; undefined until it has answered. */
  readonly digests: ReadonlySet<string> | undefined
  /** Iterations in which a block with it appears for the first time in its lane, ascending. */
  readonly iterations: readonly number[]
}

/** Nothing is looked for. */
export const nothingSought: Find = { text: '', digests: undefined, iterations: [] }

/** Looks for a text in the blocks of a session: in the beginnings that it holds, and by what the host has found. */
export function findIn(session: Session, text: string, digests?: ReadonlySet<string>): Find {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return nothingSought
  const holds = holderOf(wanted, digests)
  const seen = new Map<string, Set<string>>()
  const iterations: number[] = []
  for (const { index, lane, exchange } of session.run.iterations) {
    const known = seen.get(lane) ?? new Set<string>()
    seen.set(lane, known)
    let isNew = false
    for (const block of exchange.prompt?.blocks ?? []) {
      if (!holds(block) || known.has(blockDigest(block))) continue
      known.add(blockDigest(block))
      isNew = true
    }
    if (isNew) iterations.push(index)
  }
  return { text, digests, iterations }
}

/** Tells whether a block holds a text; each block is looked at once. */
function holderOf(text: string, digests?: ReadonlySet<string>): (block: Block) => boolean {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return () => false
  const known = new WeakMap<Block, boolean>()
  return (block) => {
    let holds = known.get(block)
    if (holds === undefined) {
      holds =
        (digests?.has(blockDigest(block)) ?? false) || block.content.toLowerCase().includes(wanted)
      known.set(block, holds)
    }
    return holds
  }
}
