import { type Frame, frameBefore, frameOf } from './frames.ts'
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
      const added = tokens + before(each, frame)
      const width = Math.max(0, high - low)
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

/** What stands before the last block of a prefix. */
function before({ block, parent, traits: all }: Prefix, frame: Frame): number {
  return frameBefore(block, parent?.parent ? parent.block : undefined, {
    frame,
    earlier: parent?.parent?.parent ? parent.parent.block : undefined,
    hasTools: (all & traits.tools) > 0,
    searches: (all & traits.webSearch) > 0,
  })
}
