import assert from 'node:assert/strict'
import fc from 'fast-check'
import { estimateText } from '../src/core/tokens.ts'
import type { Family } from '../src/core/tokens.ts'

const families: readonly Family[] = ['claude-3', 'claude-4.7', 'claude-5']

describe('tokens', () => {
  it('an empty text has none', () => {
    for (const family of families) {
      assert.deepEqual(estimateText('', family), { tokens: 0, low: 0, high: 0, how: 'estimated' })
    }
  })

  it('every string has a count within its own bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...families), (text, family) => {
        const { tokens, low, high } = estimateText(text, family)
        assert.ok(low <= tokens && tokens <= high)
      }),
    )
  })
})
