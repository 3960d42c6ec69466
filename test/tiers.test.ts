import assert from 'node:assert/strict'
import { MemoryTier } from '../src/store/memory.ts'
import { tiers } from '../src/store/tiers.ts'
import { agreesWithModel, limit } from './tier-model.ts'

describe('a tier in memory', () => {
  for (const { level, policy } of tiers) {
    it(`${level} (${policy}) does as the obvious way does, for 10,000 random operations`, () => {
      agreesWithModel(policy, () => new MemoryTier(policy, { bytes: limit, ttl: 1 }), {
        runs: 200,
        length: 100,
      })
    })
  }

  it('keeps what is pinned when everything else has to go', () => {
    const tier = new MemoryTier('lru', { bytes: 100, ttl: 1 })
    tier.set('a', 1, { bytes: 60, expiresAt: 50 }, 0)
    tier.pin('a', true)
    assert.equal(tier.set('b', 2, { bytes: 60, expiresAt: 50 }, 1), false)
    assert.equal(tier.get('a', 2), 1)
    assert.equal(tier.get('a', 50), undefined, 'but not past its lifetime')
    assert.equal(tier.set('b', 2, { bytes: 60, expiresAt: 90 }, 51), true)
  })

  it('does not grow while one key is written again and again', () => {
    const tier = new MemoryTier('lfu', { bytes: 100, ttl: 1 })
    for (let i = 0; i < 10_000; i++) tier.set('a', i, { bytes: 60, expiresAt: Infinity }, i)
    assert.equal(tier.get('a', 10_000), 9999)
    assert.equal(tier.bytes, 60)
  })
})
