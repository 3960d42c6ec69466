import { digest } from './digest.ts'
import type { Block, Prompt } from './prompt.ts'

/** The identity of a block: everything but its `cache_control`, and whom it belongs to. */
export function blockDigest(block: Block): string {
  const known = block.digest ?? digests.get(block)
  if (known) return known
  const made = digest(`${block.section}\0${block.role ?? ''}\0${block.type}\0${block.content}`)
  digests.set(block, made)
  return made
}

const digests = new WeakMap<Block, string>()

/**
 * The key of every prefix of a prompt: `keys[i]` names blocks 0 to i, in order, with the model and the parameters that
 * salt the section of block i. Equal keys mean an equal prefix.
 */
export function prefixKeys(prompt: Prompt): string[] {
  let key = digest(prompt.model)
  let inMessages = false
  return prompt.blocks.map((block) => {
    if (block.section === 'messages' && !inMessages) {
      inMessages = true
      key = digest(key + JSON.stringify(prompt.parameters))
    }
    key = digest(key + blockDigest(block))
    return key
  })
}
