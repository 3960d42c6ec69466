import type { Kind } from './keys.ts'
import type { Store } from './store.ts'

/** Tokens of a prefix, as the API counted them: each costs an API call, and is the same for everyone. */
const kind: Kind<number> = { name: 'exact-count', tier: 'module', holdsText: false }

/** Lengths of prefixes by their names, as the API was asked for them in any session and workspace. */
export interface ExactCounts {
  readonly get: (name: string) => Promise<number | undefined>
  readonly set: (name: string, tokens: number) => void
}

/** The lengths that a store keeps for prompts of a model. */
export function exactCountsIn(store: Store, model: string): ExactCounts {
  const at = (prefix: string) => store.address(kind, { prefix }, model)
  return {
    get: (name) => store.get(at(name)),
    set: (name, tokens) => {
      store.set(at(name), tokens)
    },
  }
}
