import assert from 'node:assert/strict'
import type { Exchange, Usage } from '../src/core/prompt.ts'
import { type Run, simulate } from '../src/core/simulate.ts'
import { count, promptOf } from './prompt.ts'

/** A request: what was sent, what was read and written of it where it was recorded, when, in seconds, and what was neither. */
type Recorded = readonly [line: string, read?: number, written?: number, at?: number, rest?: number]

function replay(...recorded: readonly Recorded[]): Run {
  return simulate(
    recorded.map(([line, read, write5m = 0, at, input = 2], i): Exchange => {
      const exchange = { startedAt: (at ?? i * 10) * 1000, prompt: promptOf(line) }
      if (read === undefined) return exchange
      const usage: Usage = { read, write5m, write1h: 0, input, output: 1 }
      return { ...exchange, usage }
    }),
    count,
  )
}

/** What the last request was predicted to read and to write. */
function predicted({ iterations }: Run): unknown {
  const last = iterations.at(-1)?.predicted
  return [last?.read, last?.write5m]
}

describe('a conversation that somebody else had before', () => {
  it('is read whole, once a prompt of it was that nothing recorded had written', () => {
    const run = replay(['sys/s:5000 a!', 6005, 0], ['sys/s:5000 a said/b c!', 8010, 0])
    assert.deepEqual(predicted(run), [8010, 0])
  })

  it('is our own where it was written here', () => {
    const run = replay(['sys/s:5000 a!', 0, 6005], ['sys/s:5000 a said/b c!', 6005, 2005])
    assert.deepEqual(predicted(run), [6005, 2005])
  })

  it('is our own, too, where its end is not where it was taken to be', () => {
    const run = replay(
      ['sys/s:5000 a!'],
      ['sys/s:5000 a!', 6005, 0, 10, 1],
      ['sys/s:5000 a said/b c!', 6005, 2005, 20, 1],
    )
    assert.deepEqual(predicted(run), [6005, 2005])
  })

  it('went another way once something of it has to be written', () => {
    const run = replay(
      ['sys/s:5000 a!', 6005, 0],
      ['sys/s:5000 a said/b c!', 6005, 2005],
      ['sys/s:5000 a said/b c said/d e!', 8010, 2005],
    )
    assert.deepEqual(predicted(run), [8010, 2005])
  })

  it('is our own once the same prompt was sent again', () => {
    const run = replay(
      ['sys/s:5000 a!', 6005, 0],
      ['sys/s:5000 a!', 6005, 0],
      ['sys/s:5000 a said/b c!', 6005, 2005],
    )
    assert.deepEqual(predicted(run), [6005, 2005])
  })

  it('says nothing of other conversations', () => {
    const run = replay(['sys/s:5000! a!', 6005, 0], ['sys/s:5000! z!', 5000, 1005])
    assert.notEqual(run.iterations[1]?.predicted?.write5m, 0)
  })

  it('says nothing where only what comes before the messages is marked', () => {
    const run = replay(['sys/s:5000! a', 5000, 0], ['sys/s:5000! a said/b c!', 5000, 3010])
    assert.notDeepEqual(predicted(run), [8010, 0])
  })

  it('is forgotten when its entries have expired', () => {
    const run = replay(['sys/s:5000 a!', 6005, 0], ['sys/s:5000 a said/b c!', 0, 8010, 400])
    assert.deepEqual(predicted(run), [0, 8010])
  })

  it('is no reason to call it a miss that it went another way', () => {
    const { iterations } = replay(
      ['sys/s:5000 a!', 6005, 0],
      ['sys/s:5000 a said/b c!', 6005, 2005],
    )
    assert.deepEqual(iterations.map(({ lost, reasons }) => [lost, ...reasons])[1], [0])
  })
})
