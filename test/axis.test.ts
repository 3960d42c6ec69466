import assert from 'node:assert/strict'
import fc from 'fast-check'
import { axisOf, timeTicks } from '../webview/axis.ts'

const minute = 60_000

describe('the axis of the timeline', () => {
  it('lays iterations out evenly, whatever their times', () => {
    const axis = axisOf('even', { start: 0, end: 4 }, 400, Float64Array.from([0, 1, 2, 90]))
    const centres = [0, 1, 2, 3].map((at) => axis.columnOf(at).left + axis.columnOf(at).width / 2)
    assert.deepEqual(centres, [50, 150, 250, 350])
  })

  it('lays iterations where they were in time, from edge to edge', () => {
    const times = Float64Array.from([0, 1, 2, 10].map((each) => each * minute))
    const axis = axisOf('time', { start: 0, end: 4 }, 1000, times)
    const lefts = [0, 1, 2, 3].map((at) => axis.columnOf(at).left)
    const { width } = axis.columnOf(0)
    assert.equal(lefts.at(0), 0)
    assert.equal(lefts.at(-1), 1000 - width)
    const [, minuteWide = 0, twoMinutes = 0, ten = 0] = lefts
    assert.ok(Math.abs(ten - twoMinutes - 8 * minuteWide) < 1e-6)
  })

  it('finds every iteration again under its own column', () => {
    const steps = fc.array(fc.integer({ min: 100, max: 100_000 }), { minLength: 1, maxLength: 40 })
    const spacing = fc.constantFrom('even' as const, 'time' as const)
    fc.assert(
      fc.property(steps, spacing, fc.integer({ min: 600, max: 2000 }), (gaps, how, width) => {
        const times = Float64Array.from(gaps)
        for (let i = 1; i < times.length; i++) times[i] = (times[i] ?? 0) + (times[i - 1] ?? 0)
        const axis = axisOf(how, { start: 0, end: times.length }, width, times)
        for (let i = 0; i < times.length; i++) {
          const { left, width: wide } = axis.columnOf(i)
          const found = axis.positionAt(left + wide / 2)
          const isCovered = Math.abs(axis.columnOf(found).left - left) < 1
          assert.ok(found === i || isCovered, `${i} was found as ${found}`)
        }
      }),
    )
  })

  it('puts every position into exactly one stretch of pixels', () => {
    const times = Float64Array.from({ length: 500 }, (_, i) => i * minute + (i % 7) * 4000)
    for (const spacing of ['even', 'time'] as const) {
      const axis = axisOf(spacing, { start: 0, end: 500 }, 100, times)
      let held = 0
      for (let x = 0; x < 100; x += 2) {
        const { start, end } = axis.within(x, x + 2)
        held += Math.max(0, end - start)
      }
      assert.equal(held, 500, spacing)
    }
  })

  it('names round times, as many as there is room for', () => {
    const from = Date.UTC(2026, 9, 8, 10, 2, 11)
    const { step, at } = timeTicks(from, from + 24 * minute, 8)
    assert.equal(step, 5 * minute)
    assert.equal(at[0], Date.UTC(2026, 9, 8, 10, 5))
    assert.equal(at.length, 5)
  })
})
