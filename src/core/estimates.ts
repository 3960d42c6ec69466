import { type Frame, frameOf, webSearchPrompt } from './frames.ts'
import type { Model } from './models.ts'
import { type Prefix, traits } from './prefix.ts'
import type { Block } from './prompt.ts'
import type { TokenCount } from './tokens.ts'

/** Counts one block for one model. */
export type CountBlock = (block: Block, model: Model | undefined) => TokenCount

/** Estimated tokens of a prefix, frames included, and how far its blocks may be off together. */
export interface Estimate {
  readonly tokens: number
  readonly doubt: number
}

/**
 * How much less sure the count of a tool is than that of a text of the same length: a definition is rendered in a form
 * of the API's own, so that where both are off, it is the tools.
 */
const toolDoubt = 4

/** Estimates of prefixes; each block is counted once, however many prompts go through it. */
export class Estimates {
  readonly #count: CountBlock
  readonly #sums = new Map<string, WeakMap<Prefix, Estimate>>()

  constructor(count: CountBlock) {
    this.#count = count
  }

  /** The estimate of a prefix for a model; `forcesTool` as in `frameOf`. */
  of(prefix: Prefix, model: Model | undefined, forcesTool: boolean): Estimate {
    const sums = this.#sumsFor(`${model?.id ?? ''}${forcesTool ? ' forced' : ''}`)
    const frame = frameOf(model, forcesTool)
    const open: Prefix[] = []
    let at = prefix
    while (at.parent && !sums.has(at)) {
      open.push(at)
      at = at.parent
    }
    let sum = sums.get(at) ?? { tokens: 0, doubt: 0 }
    for (const each of open.reverse()) {
      const { tokens, low, high } = this.#count(each.block, model)
      const added = tokens + frameBefore(each, frame)
      const width = Math.max(0, high - low) * (each.block.section === 'tools' ? toolDoubt : 1)
      sum = { tokens: sum.tokens + added, doubt: sum.doubt + width }
      sums.set(each, sum)
    }
    return sum
  }

  #sumsFor(key: string): WeakMap<Prefix, Estimate> {
    let sums = this.#sums.get(key)
    if (!sums) this.#sums.set(key, (sums = new WeakMap<Prefix, Estimate>()))
    return sums
  }
}

/** What stands between a block and the one before it. */
function frameBefore({ block, parent, traits: all }: Prefix, frame: Frame): number {
  const before = parent?.parent ? parent.block : undefined
  if (block.section === 'tools') return before ? 0 : frame.toolsHead
  if (block.section === 'system') return 0
  const isFirst = before?.section !== 'messages'
  if (isFirst) {
    const search = all & traits.webSearch ? webSearchPrompt : 0
    return frame.opening + search + (all & traits.tools ? frame.toolsTail : 0)
  }
  return before.role === block.role ? 0 : frame.message
}
