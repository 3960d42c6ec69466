import { exactCount } from './kinds.ts'
import type { Store } from './store.ts'

/** Lengths of prefixes by their names, as the API was asked for them in any session and workspace. */
export interface ExactCounts {
  readonly get: (name: string) => Promise<number | undefined>
  readonly set: (name: string, tokens: number) => void
}

/** The lengths that a store keeps for prompts of a model. */
export function exactCountsIn(store: Store, model: string): ExactCounts {
  const at = (prefix: string) => store.address(exactCount, { prefix }, model)
  return {
    get: (name) => store.get(at(name)),
    set: (name, tokens) => {
      store.set(at(name), tokens)
    },
  }
}
