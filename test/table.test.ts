import assert from 'node:assert/strict'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { tableLines } from '../src/cli/table.ts'

const head = ['name', 'input', 'cost', 'holds']
const rows = [
  ['As sent', '12,345', '$0.10', 'what was sent'],
  ['Optimum', '1', '$0.09', 'the best'],
]

describe('a table on a terminal', () => {
  it('has all its columns where there is room', () => {
    assert.deepEqual(tableLines(rows, { head, left: [0], spare: [1, 3], width: 80 }), [
      'name      input   cost  holds',
      'As sent  12,345  $0.10  what was sent',
      'Optimum       1  $0.09  the best',
    ])
  })

  it('goes without those that can be spared, in their order, and names them', () => {
    assert.deepEqual(tableLines(rows, { head, left: [0], spare: [1, 3], width: 32 }), [
      'name      cost  holds',
      'As sent  $0.10  what was sent',
      'Optimum  $0.09  the best',
      'In a wider terminal also: input.',
    ])
    assert.deepEqual(tableLines(rows, { head, left: [0], spare: [3, 1], width: 16 }), [
      'name     cost',
      'As sent  $0.10',
      'Optimum  $0.09',
      'In a wider terminal also: input, holds.',
    ])
  })

  it('spares no more than it has to, and fits wherever sparing is enough', () => {
    const cells = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 9 }), {
      minLength: 4,
      maxLength: 4,
    })
    const words = cells.map((row) => row.map((cell) => cell.replaceAll(/\s/g, '_')))
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1 }),
        fc.integer({ min: 24, max: 60 }),
        (rows, width) => {
          const options = { head: ['a', 'b', 'c', 'd'], width }
          const [, ...shown] = tableLines(rows, { ...options, spare: [2, 1, 3] })
          const whole = tableLines(rows, { ...options, width: 1000 })
          const isTooWide = whole.some((line) => stringWidth(line) > width)
          assert.equal(shown.at(-1)?.startsWith('In a wider terminal also:') ?? false, isTooWide)
          for (const line of shown.slice(0, rows.length))
            assert.ok(stringWidth(line) <= width, line)
        },
      ),
    )
  })

  it('wraps its last column beneath itself', () => {
    assert.deepEqual(
      tableLines([['  boundary', 'line 3: it is where it should be']], { width: 36 }),
      ['  boundary  line 3: it is where it', '            should be'],
    )
  })
})
