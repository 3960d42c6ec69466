import type { CacheRequest, Served } from './cache.ts'
import { type Prefix, ancestorAt } from './prefix.ts'
import type { Usage } from './prompt.ts'
import { lifetime } from './renewal.ts'

/**
 * Others who sent the same requests shortly before, as an earlier run of the same program does. They show in a prompt
 * that was read whole though nothing that is known had written it; what they sent next is then read whole, too, as long
 * as the conversation goes on as theirs did: in six of the seven recorded requests that go on from such a prompt.
 */
export class Forerunners {
  #found: { readonly tip: Prefix; readonly until: number }[] = []

  /** Whether a request goes on from a prompt that somebody else had sent. */
  precede({ tip, startedAt }: CacheRequest): boolean {
    if (this.#found.length === 0) return false
    this.#found = this.#found.filter(({ until }) => until >= startedAt)
    return this.#found.some(
      (each) => tip !== each.tip && ancestorAt(tip, each.tip.depth) === each.tip,
    )
  }

  /** Looks at what a request really read, beside what the known entries allow. */
  observe(request: CacheRequest, served: Served, usage: Usage): void {
    const { tip, marks, startedAt } = request
    // The last request of a conversation decides: one that is sent again reads what was written here.
    this.#found = this.#found.filter((each) => ancestorAt(tip, each.tip.depth) !== each.tip)
    const writes = served.usage.write5m + served.usage.write1h
    if (writes === 0) return
    const last = marks.at(-1)
    // A prefix that ends before the last block says nothing of who goes on from there.
    if (last?.index !== tip.depth - 1 || usage.write5m + usage.write1h > 0) return
    const isWhole = usage.read > served.usage.read + writes / 2
    if (isWhole) this.#found.push({ tip, until: startedAt + lifetime[last.ttl] })
  }
}

/** The usage of a request whose every breakpoint is an entry already. */
export function readWhole({ usage }: Served): Usage {
  const read = usage.read + usage.write5m + usage.write1h
  return { ...usage, read, write5m: 0, write1h: 0 }
}
