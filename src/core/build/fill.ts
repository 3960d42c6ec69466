import type { Block } from '../prompt.ts'
import { type Samples, findVariables } from '../variables.ts'

/** Blocks with values in the place of their variables, and the variables that had neither value nor sample. */
export function fillBlocks(
  blocks: readonly Block[],
  values: Samples,
): { blocks: Block[]; missing: string[] } {
  const missing = new Set<string>()
  const filled = blocks.map((block) => fillBlock(block, values, missing))
  return { blocks: filled, missing: [...missing] }
}

function fillBlock(block: Block, values: Samples, missing: Set<string>): Block {
  const { content } = block
  let text = ''
  let from = 0
  for (const { at, end, hasSample } of placesIn(block)) {
    if (at < from) continue
    const own = content.slice(at, end)
    const name = own.replace(/^\$?\{+\s*|\s*\}+$/g, '')
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined && !hasSample) missing.add(name)
    text += content.slice(from, at) + (value ?? own)
    from = end
  }
  return from === 0 ? block : { ...block, content: text + content.slice(from) }
}

function placesIn({
  content,
  dynamic,
}: Block): readonly { at: number; end: number; hasSample: boolean }[] {
  if (dynamic) {
    return dynamic.map(({ at, length, sample }) => ({
      at,
      end: at + length,
      hasSample: sample === true,
    }))
  }
  return findVariables(content, { start: 0, end: content.length }).map(({ span }) => ({
    at: span.start,
    end: span.end,
    hasSample: false,
  }))
}
