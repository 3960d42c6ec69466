import assert from 'node:assert/strict'
import { compareStrategies, costOfServed } from '../src/core/comparison.ts'
import { optimumOf } from '../src/core/strategies/optimum.ts'
import { type Traffic, measure, serve } from '../src/core/traffic.ts'
import { gapOf, optimumRow } from '../src/core/best-row.ts'
import { countBlock } from '../src/core/tokens.ts'
import { unpack } from '../src/core/recording.ts'
import { dataFolder } from './data.ts'
import { cheapest } from './exhaustive.ts'
import { count, promptOf } from './prompt.ts'
import { readSessions } from './recorded.ts'
import { makeSession, toExchanges } from './session.ts'
import { smallTrace } from './traces.ts'
import { longAgent } from './webview/samples.ts'

/** What breakpoints cost by the rules of the cache itself, in millionths of a US dollar. */
function costWith(traffic: Traffic, marking: Parameters<typeof serve>[1]): number {
  return (costOfServed(traffic, serve(traffic, marking)) ?? 0) * 1e6
}

describe('the optimum', () => {
  it('is what trying all breakpoints finds, on small traces', () => {
    const slow = Number(process.env['TRACES'] ?? 250)
    for (let seed = 1; seed <= slow; seed++) {
      const traffic = measure(smallTrace(seed), count)
      const best = cheapest(traffic.calls, 2)
      const { marking, isExact, atLeast } = optimumOf(traffic, 2)
      const cost = costWith(traffic, marking)
      assert(Math.abs(cost - best) <= best * 1e-9, `seed ${seed}: ${cost} is not ${best}`)
      assert(isExact, `seed ${seed} was not searched whole`)
      assert(atLeast <= best * (1 + 1e-9), `seed ${seed}: the bound ${atLeast} is above ${best}`)
    }
  }).timeout(600_000)

  it('costs no more than any strategy, and no less than its bound', () => {
    const folder = dataFolder('recorded')
    const recorded = folder ? readSessions(folder) : []
    const logs = [
      ...Array.from({ length: 30 }, (_, i) => ({
        name: `made ${i}`,
        exchanges: toExchanges(makeSession(i)),
      })),
      ...recorded.map(({ file, rows }) => ({
        name: file,
        exchanges: rows.map((row) => row.exchange),
      })),
    ]
    const gaps: string[] = []
    for (const { name, exchanges } of logs) {
      const rows = compareStrategies(measure(exchanges, countBlock))
      const best = optimumRow(rows)
      assert(best)
      for (const row of rows) {
        const isCheaper = (row.cost ?? 0) < (best.cost ?? 0) * (1 - 1e-9)
        assert(!isCheaper, `${name}: ${row.strategy} ${row.ttl ?? ''} costs less than the optimum`)
      }
      const { cost = 0, atLeast = 0 } = best
      assert(cost >= atLeast * (1 - 1e-9), `${name} is below its bound`)
      if (cost > atLeast * 1.02) gaps.push(`${name}: ${cost} against ${atLeast}`)
    }
    assert.deepEqual(gaps, [])
  }).timeout(600_000)

  it('is bounded by the price of an hour where only an hour lasts', () => {
    const minutes = [0, 20, 40]
    const exchanges = minutes.map((minute) => ({
      startedAt: minute * 60_000,
      prompt: promptOf('all:9000'),
    }))
    const traffic = measure(exchanges, count)
    const { marking, atLeast } = optimumOf(traffic)
    assert.deepEqual(marking[0], [{ index: 0, ttl: '1h' }])
    assert(Math.abs(atLeast / costWith(traffic, marking) - 1) < 1e-9)
  })

  it('is the cheapest strategy where nothing better is found', () => {
    const rows = compareStrategies(measure(toExchanges(makeSession(1)), countBlock))
    const found = { marking: [], isExact: false, atLeast: 0 }
    const best = optimumRow(rows.toReversed(), () => found)
    assert.equal(best?.cost, Math.min(...rows.map(({ cost = Infinity }) => cost)))
  })

  it('sees in a long day what pays only over many iterations', () => {
    const snapshot = longAgent(120)
    assert(snapshot.state === 'ready')
    const { exchanges, count: recorded } = unpack(snapshot.recording)
    const rows = compareStrategies(measure(exchanges, recorded))
    const best = optimumRow(rows)
    assert(best)
    const cheapestRow = Math.min(...rows.map(({ cost = Infinity }) => cost))
    assert((best.cost ?? Infinity) < cheapestRow * 0.98, 'it is better than every strategy')
    assert((gapOf(best) ?? 1) < 0.01, 'and near to what anything costs at least')
  }).timeout(600_000)
})
