import { blockDigest } from './prefix.ts'
import type { Block, Exchange } from './prompt.ts'

/** Digests of the blocks whose content holds a text, in any case; each distinct block is looked at once. */
export function blocksWith(text: string, exchanges: readonly Exchange[]): string[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  const seen = new Set<Block>()
  const found = new Set<string>()
  for (const { prompt } of exchanges) {
    for (const block of prompt?.blocks ?? []) {
      if (seen.has(block)) continue
      seen.add(block)
      if (block.content.toLowerCase().includes(wanted)) found.add(blockDigest(block))
    }
  }
  return [...found]
}
