import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PolicyId } from '../src/store/policies.ts'

/** What a test does with a tier. */
type Step =
  | { readonly do: 'get'; readonly key: string }
  | { readonly do: 'set'; readonly key: string; readonly bytes: number; readonly ttl: number }
  | { readonly do: 'pin'; readonly key: string; readonly pinned: boolean }
  | { readonly do: 'delete'; readonly key: string }
  | { readonly do: 'wait'; readonly milliseconds: number }

/** A tier under test. */
export interface TierUnderTest {
  get(key: string, now: number): unknown
  set(key: string, value: number, about: { bytes: number; expiresAt: number }, now: number): void
  pin(key: string, pinned: boolean): void
  delete(key: string): void
  readonly bytes: number
}

interface Entry {
  readonly value: number
  readonly bytes: number
  readonly expiresAt: number
  hits: number
  tick: number
  pinned: boolean
}

/** The obvious way: looks through all entries whenever one has to go. */
class Model {
  readonly entries = new Map<string, Entry>()
  #tick = 0
  readonly #policy: PolicyId
  readonly #limit: number

  constructor(policy: PolicyId, limit: number) {
    this.#policy = policy
    this.#limit = limit
  }

  live(now: number): [string, Entry][] {
    for (const [key, { expiresAt }] of this.entries) if (expiresAt <= now) this.entries.delete(key)
    return [...this.entries]
  }

  get(key: string, now: number): number | undefined {
    const entry = this.live(now).find(([each]) => each === key)?.[1]
    if (entry) Object.assign(entry, { hits: entry.hits + 1, tick: ++this.#tick })
    return entry?.value
  }

  set(key: string, value: number, bytes: number, about: { expiresAt: number; now: number }): void {
    const pinned = this.entries.get(key)?.pinned === true
    this.entries.delete(key)
    if (bytes > this.#limit) return
    for (; this.sum(about.now) + bytes > this.#limit;) {
      const mayGo = this.live(about.now).filter(([, each]) => !each.pinned && this.#mayGo(each))
      const [first] = mayGo.sort(
        ([, a], [, b]) => this.#order(a) - this.#order(b) || a.tick - b.tick,
      )
      if (!first) return
      this.entries.delete(first[0])
    }
    const { expiresAt } = about
    this.entries.set(key, { value, bytes, expiresAt, hits: 1, tick: ++this.#tick, pinned })
  }

  sum(now: number): number {
    return this.live(now).reduce((sum, [, { bytes }]) => sum + bytes, 0)
  }

  #mayGo({ expiresAt }: Entry): boolean {
    return this.#policy.startsWith('volatile') ? expiresAt < Infinity : true
  }

  #order({ hits, tick, expiresAt }: Entry): number {
    return this.#policy === 'lfu' ? hits : this.#policy === 'volatile-ttl' ? expiresAt : tick
  }
}

const key = fc.integer({ min: 0, max: 24 }).map(String)

/** Steps of every kind; look-ups and writes most of all. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      key,
      bytes: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 4, max: 400 }) },
        fc.constant(1100),
      ),
      ttl: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 1, max: 300 }) },
        fc.constant(Infinity),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pin' as const), key, pinned: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      milliseconds: fc.integer({ min: 1, max: 60 }),
    }),
  },
)

/** The bytes of a tier under test. */
export const limit = 1000

/** Does the same random steps to a tier and to its model: every answer is the same, and no limit is ever exceeded. */
export function agreesWithModel(
  policy: PolicyId,
  make: () => TierUnderTest,
  { runs, length }: { readonly runs: number; readonly length: number },
): void {
  const steps = fc.array(step, { minLength: length / 2, maxLength: length * 1.5, size: 'max' })
  fc.assert(
    fc.property(steps, (all) => {
      const model = new Model(policy, limit)
      const tier = make()
      let now = 1_000_000
      all.forEach((each, at) => {
        model.live(now)
        if (each.do === 'wait') now += each.milliseconds
        else if (each.do === 'get')
          assert.equal(tier.get(each.key, now), model.get(each.key, now), `step ${at}`)
        else if (each.do === 'set') {
          const expiresAt = now + each.ttl
          tier.set(each.key, at, { bytes: each.bytes, expiresAt }, now)
          model.set(each.key, at, each.bytes, { expiresAt, now })
        } else if (each.do === 'delete') {
          tier.delete(each.key)
          model.entries.delete(each.key)
        } else {
          tier.get(each.key, now)
          model.get(each.key, now)
          tier.pin(each.key, each.pinned)
          Object.assign(model.entries.get(each.key) ?? {}, { pinned: each.pinned })
        }
        assert.ok(tier.bytes <= limit, `step ${at}: ${tier.bytes} bytes`)
      })
      for (const [each, { value }] of model.live(now)) assert.equal(tier.get(each, now), value)
    }),
    { numRuns: runs },
  )
}
