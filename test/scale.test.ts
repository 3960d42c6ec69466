import assert from 'node:assert/strict'
import {
  columnOf,
  follow,
  pitchOf,
  placeLabels,
  positionAt,
  rangeFor,
  tickStep,
  zoom,
} from '../webview/scale.ts'

describe('scale', () => {
  it('shows every iteration where there is room for them', () => {
    assert.deepEqual(rangeFor(24, 1000, 0), { start: 0, end: 24 })
    assert.deepEqual(rangeFor(200, 1000, 150), { start: 0, end: 200 })
  })

  it('shows a comfortable part of a long log, around the chosen one', () => {
    const { start, end } = rangeFor(100_000, 900, 50_000)
    assert.equal(end - start, 100)
    assert.ok(start < 50_000 && end > 50_000)
    assert.deepEqual(rangeFor(100_000, 900, 0), { start: 0, end: 100 })
    assert.deepEqual(rangeFor(100_000, 900, 99_999), { start: 99_900, end: 100_000 })
  })

  it('moves as little as it must to follow a step', () => {
    const range = { start: 100, end: 200 }
    assert.equal(follow(range, 150, 1000), range)
    assert.deepEqual(follow(range, 200, 1000), { start: 101, end: 201 })
    assert.deepEqual(follow(range, 99, 1000), { start: 99, end: 199 })
  })

  it('centres what is far away', () => {
    assert.deepEqual(follow({ start: 100, end: 200 }, 800, 1000), { start: 750, end: 850 })
  })

  it('zooms around its anchor, and never shows less than six nor more than all', () => {
    assert.deepEqual(zoom({ start: 0, end: 100 }, 0.5, 50, 1000), { start: 25, end: 75 })
    assert.deepEqual(zoom({ start: 0, end: 100 }, 1000, 50, 1000), { start: 0, end: 1000 })
    const near = zoom({ start: 0, end: 100 }, 0.001, 50, 1000)
    assert.equal(near.end - near.start, 6)
    assert.deepEqual(zoom({ start: 0, end: 3 }, 0.5, 1, 3), { start: 0, end: 3 })
  })

  it('finds the iteration under every pixel of its column', () => {
    const range = { start: 10, end: 34 }
    for (let position = range.start; position < range.end; position++) {
      const { left, width } = columnOf(position, range, 1000)
      assert.equal(positionAt(left, range, 1000), position)
      assert.equal(positionAt(left + width - 0.01, range, 1000), position)
    }
    assert.equal(positionAt(-50, range, 1000), 10)
    assert.equal(positionAt(5000, range, 1000), 33)
  })

  it('keeps bars apart as long as there is room', () => {
    const range = { start: 0, end: 24 }
    assert.ok(columnOf(0, range, 1000).width < pitchOf(range, 1000))
    assert.equal(columnOf(0, { start: 0, end: 1000 }, 1000).width, 1)
  })

  it('numbers every 1st, 2nd, 5th, 10th ... iteration', () => {
    assert.equal(tickStep(40, 30), 1)
    assert.equal(tickStep(20, 30), 2)
    assert.equal(tickStep(9, 40), 5)
    assert.equal(tickStep(1, 60), 100)
  })

  it('lets no label cover another, and leaves out those without a place', () => {
    const label = (x: number) => ({ x, width: 100, text: 'system changed', tone: 'lost' as const })
    const placed = placeLabels([label(0), label(20), label(40), label(300)], 600, 2)
    assert.deepEqual(
      placed.map(({ x, row }) => [x, row]),
      [
        [0, 0],
        [20, 1],
        [300, 0],
      ],
    )
    assert.equal(placeLabels([label(580)], 600, 2)[0]?.left, 500)
  })
})
