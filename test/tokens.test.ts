import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Tokenizer } from '../src/core/models.ts'
import { estimateText } from '../src/core/tokens.ts'

import { countedModels, readCounts } from './bench/counts.ts'
import { dataFolder } from './data.ts'

const tokenizers: readonly Tokenizer[] = ['claude-3', 'claude-4.7', 'claude-5']

describe('tokens', () => {
  it('an empty text has none, any other at least one', () => {
    for (const tokenizer of tokenizers) {
      assert.deepEqual(estimateText('', tokenizer), {
        tokens: 0,
        low: 0,
        high: 0,
        how: 'estimated',
      })
      for (const text of ['a', ' ', '\n', '\0', '\ud800', '\ue000']) {
        assert.ok(estimateText(text, tokenizer).tokens >= 1, JSON.stringify(text))
      }
    }
  })

  it('every string has a count within its own bounds, the same each time', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
        .map((units) => String.fromCharCode(...units)),
      fc.string({
        unit: fc.constantFrom('e\u0301', '\u00e9', '\u1100\u1161', '\uac00', '\u0000', '\ud83d'),
        maxLength: 50,
      }),
    )
    fc.assert(
      fc.property(anything, fc.constantFrom(...tokenizers), (text, tokenizer) => {
        const count = estimateText(text, tokenizer)
        assert.ok(Number.isInteger(count.tokens))
        assert.ok(0 <= count.low && count.low <= count.tokens && count.tokens <= count.high)
        assert.deepEqual(estimateText(text, tokenizer), count)
      }),
    )
  })

  it('newer models need more tokens for English, not for Chinese', () => {
    const english = 'The quick brown fox jumps over the lazy dog, and nobody minds.'
    const chinese = '我们认为这些真理是不言而喻的'
    const count = (text: string, tokenizer: Tokenizer): number =>
      estimateText(text, tokenizer).tokens
    assert.ok(count(english, 'claude-5') > 1.2 * count(english, 'claude-3'))
    assert.ok(Math.abs(count(chinese, 'claude-5') - count(chinese, 'claude-3')) <= 2)
  })

  it('no text takes more than a few times as long as ordinary text of its length', function () {
    this.timeout(20_000)
    const ordinary = 'for (const word of words) total += word.length // count\n'.repeat(4000)
    const slow = ['a', ' ', '中', '😀', '\ud800', '=', 'aB'].map((unit) =>
      unit.repeat(ordinary.length / unit.length),
    )
    estimateText(ordinary, 'claude-3')
    const time = (text: string): number => {
      const startedAt = performance.now()
      estimateText(text, 'claude-3')
      return performance.now() - startedAt
    }
    const best = (text: string): number => Math.min(time(text), time(text), time(text))
    const usual = best(ordinary)
    for (const text of slow) assert.ok(best(text) < 8 * usual + 10, `${text.slice(0, 3)}...`)
  })

  it('counts of recorded texts are close to those of the API', function () {
    this.timeout(60_000)
    const folder = dataFolder('counts')
    if (folder === undefined) return this.skip()
    const { texts } = readCounts(folder)
    for (const { id, frame, tokenizer } of countedModels) {
      const errors = texts.map(({ text, tokens }) => {
        const truth = (tokens[id] ?? 0) - frame
        return Math.abs(estimateText(text, tokenizer).tokens - truth) / truth
      })
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
      assert.ok(mean < 0.03, `${id}: ${mean}`)
    }
  })
})
