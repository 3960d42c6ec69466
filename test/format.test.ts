import assert from 'node:assert/strict'
import * as format from '../src/core/format.ts'

describe('a number as people read it', () => {
  it('has thousands apart, and is short where there is little room', () => {
    assert.equal(format.formatTokens(8512), '8,512')
    const short = [999, 1000, 12_345, 99_960, 1_234_567].map(format.formatTokensShort)
    assert.deepEqual(short, ['999', '1.0k', '12.3k', '100k', '1.2M'])
  })

  it('has as many digits of a price as still say something', () => {
    const prices = [0, 1234.5, 12.4, 0.5, 0.03192, 0.00261, 0.000026, -0.5]
    assert.deepEqual(
      prices.map(format.formatMoney).join(' '),
      '$0 $1,235 $12.40 $0.500 $0.0319 $0.0026 $0.000026 −$0.500',
    )
  })

  it('tells a missing share from none', () => {
    assert.deepEqual([0, 0.8619, undefined].map(format.formatShare), ['0.0 %', '86.2 %', 'n/a'])
  })

  it('says times in the units that people use', () => {
    const times = [340, 5000, 432_000, 300_000, 7_500_000, 3_600_000]
    assert.equal(
      times.map(format.formatDuration).join(', '),
      '340 ms, 5 s, 7 min 12 s, 5 min, 2 h 5 min, 1 h',
    )
  })

  it('says whether a count is exact', () => {
    assert.equal(format.formatBounds({ tokens: 10, low: 10, high: 10, how: 'exact' }), '10 tokens')
    const estimate = { tokens: 1000, low: 900, high: 1050, how: 'estimated' } as const
    assert.equal(format.formatBounds(estimate), '1,000 ± 100 tokens')
  })

  it('counts things in singular and plural', () => {
    assert.equal(format.plural(1, 'miss', 'misses'), '1 miss')
    assert.equal(format.plural(2, 'miss', 'misses'), '2 misses')
    assert.equal(format.plural(12, 'iteration'), '12 iterations')
  })
})
