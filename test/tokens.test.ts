import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Tokenizer } from '../src/core/models.ts'
import { shipped } from '../src/core/tokens/estimate.ts'
import { weighFeatures } from '../src/core/tokens/features.ts'
import { unpackVocabulary, unpackWeights } from '../src/core/tokens/packed.ts'
import { packedVocabulary } from '../src/core/tokens/vocabulary.ts'
import { packedWeights } from '../src/core/tokens/weights.ts'
import { estimateText } from '../src/core/tokens.ts'
import { countedModels, readCounts } from './bench/counts.ts'
import { dataFolder } from './data.ts'

const tokenizers: readonly Tokenizer[] = ['claude-3', 'claude-4.7', 'claude-5']

/** Words that are not those of any other number below a thousand. */
function words(number: number): string {
  return [7919, 104_729, 1_299_709].map((prime) => ((number + 1) * prime).toString(36)).join(' ')
}

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
        unit: fc.constantFrom(
          'e\u0301',
          '\u00e9',
          '\u1100\u1161',
          '\uac00',
          '\u0000',
          '\ud83d',
          '\ue000',
        ),
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

  it('bounds get narrower with more of different text, and not with more of the same', () => {
    const paragraph = 'Each paragraph says the same about caches, prefixes, tools and prices.\n'
    const share = (text: string): number => {
      const estimate = shipped.estimate(text, 'claude-3')
      return shipped.doubtOf(estimate, 'claude-3', 'request') / estimate.tokens
    }
    const once = share(paragraph)
    // Parts of a long text are cut and weighed by themselves.
    for (const times of [2, 60, 1000]) assert.ok(share(paragraph.repeat(times)) > once * 0.75)
    const different = Array.from(
      { length: 1000 },
      (_, i) => `${paragraph.slice(i % 40)}${words(i)}`,
    )
    assert.ok(share(different.join('\n')) < once / 3)
  })

  it('a text is the same whatever texts before it have unpacked of the vocabulary', () => {
    const weights = unpackWeights(packedWeights, 0)
    const used = unpackVocabulary(packedVocabulary)
    const texts = [
      'naïve',
      'na',
      'Ünï',
      'the cat',
      'caché',
      '中文 text',
      'for (;;)',
      ' é',
      'naïve na',
    ]
    for (const text of [...texts, ...texts.map((each) => each.repeat(3))]) {
      const fresh = unpackVocabulary(packedVocabulary)
      assert.deepEqual(weighFeatures(text, used, weights), weighFeatures(text, fresh, weights))
    }
  })

  it('no unit of a text is looked at more often than a few times, whatever the text', () => {
    const vocabulary = unpackVocabulary(packedVocabulary)
    const weights = unpackWeights(packedWeights, 0)
    const looks = (text: string): number => {
      let count = 0
      const watched = {
        length: text.length,
        charCodeAt: (at: number) => {
          count += 1
          return text.charCodeAt(at)
        },
      }
      // Of a text nothing else is used.
      weighFeatures(watched as unknown as string, vocabulary, weights)
      return count / text.length
    }
    const ordinary = looks('for (const word of words) total += word.length // count\n'.repeat(400))
    for (const unit of ['a', ' ', '中', '中文', '😀', '\ud800', '=', 'aB', '0', 'the ', '\n\t']) {
      const short = looks(unit.repeat(2000))
      const long = looks(unit.repeat(20_000))
      const name = JSON.stringify(unit)
      assert.ok(Math.abs(long - short) < 0.1, `${name}: ${short}, of a longer one ${long}`)
      assert.ok(long < 3 * ordinary, `${name}: ${long}, of ordinary text ${ordinary}`)
    }
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
