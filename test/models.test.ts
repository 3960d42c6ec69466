import assert from 'node:assert/strict'
import { costOf, hitRate, noUsage } from '../src/core/cost.ts'
import { findModel, models } from '../src/core/models.ts'

describe('a model', () => {
  for (const [spelling, name] of [
    ['claude-sonnet-4-5-20250929', 'Sonnet 4.5'],
    ['claude-sonnet-4-20250514', 'Sonnet 4'],
    ['anthropic/claude-sonnet-4.5', 'Sonnet 4.5'],
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 'Haiku 3.5'],
    ['claude-opus-4-1@20250805', 'Opus 4.1'],
    ['claude-opus-4-0', 'Opus 4'],
    ['claude-3-7-sonnet-latest', 'Sonnet 3.7'],
    ['claude-3-opus-20240229', 'Opus 3'],
    ['anthropic.claude-3-sonnet-20240229-v1:0', 'Sonnet 3'],
    ['claude-fable-5-2', 'Fable 5.2'],
    ['claude-haiku-5-5-20261007', 'Haiku 5.5'],
  ] as const) {
    it(`is found as ${spelling}`, () => {
      assert.equal(findModel(spelling)?.name, name)
    })
  }

  it('is unknown under any other name', () => {
    for (const name of ['', 'gpt-5', 'claude', 'claude-sonnet-9']) {
      assert.equal(findModel(name), undefined)
    }
  })

  it('is found under its own id', () => {
    for (const model of models) assert.equal(findModel(model.id), model)
  })
})

describe('a cost', () => {
  const sonnet = findModel('claude-sonnet-4-5')
  const usage = { read: 1e6, write5m: 1e6, write1h: 1e6, input: 1e6, output: 1e6 }

  it('is the sum of each kind of token at its price', () => {
    assert.deepEqual(sonnet && costOf(usage, sonnet), {
      total: 0.3 + 3.75 + 6 + 3 + 15,
      uncached: 4 * 3 + 15,
    })
  })

  it('of Haiku 5.5 rises for every token of a prompt above 100,000', () => {
    const haiku = findModel('claude-haiku-5-5')
    const at = (input: number) => (haiku ? costOf({ ...noUsage, input }, haiku).total : 0)
    assert.equal(at(100_000), 0.01)
    assert.equal(at(100_001), (100_001 * 0.5) / 1e6)
  })
})

describe('a hit rate', () => {
  it('is a share of the whole prompt, and none of an empty one', () => {
    assert.equal(hitRate({ ...noUsage, read: 3, input: 1, output: 9 }), 0.75)
    assert.equal(hitRate({ ...noUsage, output: 9 }), undefined)
  })
})
