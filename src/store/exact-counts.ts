import { prefixNames } from '../core/prefix-names.ts'
import type { Prompt } from '../core/prompt.ts'
import { exactCount } from './kinds.ts'
import type { Store } from './store.ts'

/** Lengths of a prompt's prefixes by the number of their blocks, as the API was asked for them anywhere. */
export interface ExactCounts {
  /** Those that are kept, of prefixes with so many blocks. */
  readonly get: (ends: readonly number[]) => Promise<ReadonlyMap<number, number>>
  readonly set: (lengths: ReadonlyMap<number, number>) => void
}

/** The lengths that a store keeps of a prompt. */
export function exactCountsIn(store: Store, prompt: Prompt): ExactCounts {
  const names = prefixNames(prompt)
  const at = (end: number) =>
    store.address(exactCount, { prefix: names[end - 1] ?? '' }, prompt.model)
  return {
    get: async (ends) => {
      const kept = await store.getMany(ends.map(at))
      return new Map(
        ends.flatMap((end, i) => {
          const tokens = kept[i]
          return tokens === undefined ? [] : [[end, tokens]]
        }),
      )
    },
    set: (lengths) => {
      store.setMany([...lengths].map(([end, value]) => ({ address: at(end), value })))
    },
  }
}
