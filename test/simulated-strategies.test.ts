import assert from 'node:assert/strict'
import { type Action, type State, initial, update } from '../webview/state.ts'
import { bestOfEach, compare, differenceWords, keyOf } from '../webview/strategies.ts'
import { agentSession, dryRun, transcript } from './webview/samples.ts'
import type { Snapshot } from '../src/protocol.ts'

function showing(snapshot: Snapshot, ...actions: readonly Action[]): State {
  const start = update(update(initial(undefined), { type: 'measured', width: 1000 }), {
    type: 'snapshot',
    snapshot,
  })
  const comparison = start.sent && compare(start.sent)
  const ready = comparison ? update(start, { type: 'compared', comparison }) : start
  return actions.reduce(update, ready)
}

const choose = (key: string): Action => ({ type: 'strategy', key })

describe('strategies in the simulator', () => {
  it('lists every strategy once a lifetime, cheapest first', () => {
    const rows = showing(agentSession()).comparison?.rows ?? []
    const keys = rows.map(keyOf)
    assert.equal(new Set(keys).size, keys.length)
    const costs = rows.map(({ cost }) => cost ?? 0)
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => a - b),
    )
    assert.ok(keys.includes('as-sent') && keys.includes('none ') && keys.includes('automatic 1h'))
  })

  it('shows the whole log under the chosen one, by what its row says', () => {
    const state = showing(agentSession(), choose('none '))
    assert.equal(state.strategy, 'none ')
    assert.equal(state.session?.run.totals.usage.read, 0)
    const row = state.comparison?.rows.find((each) => keyOf(each) === 'none ')
    assert.ok(Math.abs((row?.cost ?? 0) - (state.shown?.totals.cost?.total ?? 0)) < 1e-6)
  })

  it('agrees with the table for every strategy', () => {
    const start = showing(dryRun())
    for (const row of start.comparison?.rows ?? []) {
      const { shown } = update(start, choose(keyOf(row)))
      assert.ok(
        Math.abs((row.cost ?? 0) - (shown?.totals.cost?.total ?? 0)) < 1e-6,
        `${keyOf(row)}: ${row.cost} ${shown?.totals.cost?.total}`,
      )
    }
  })

  it('keeps iteration, filter and zoom when another strategy is chosen, and goes back', () => {
    const before = showing(
      agentSession(),
      { type: 'filter', filter: { lane: 'main agent' } },
      { type: 'select', index: 22 },
      { type: 'brush', range: { start: 10, end: 20 } },
    )
    const after = update(before, choose('automatic 5m'))
    assert.equal(after.selected, 22)
    assert.deepEqual([after.filter, after.range], [before.filter, before.range])
    assert.notEqual(after.shown?.totals.usage.read, before.shown?.totals.usage.read)
    assert.equal(update(after, choose('as-sent')).session, before.sent)
  })

  it('keeps the strategy while the log grows', () => {
    const state = showing(agentSession(), choose('automatic 1h'))
    const grown = update(state, { type: 'snapshot', snapshot: agentSession() })
    assert.equal(grown.strategy, 'automatic 1h')
    const comparison = grown.sent && compare(grown.sent)
    assert.ok(comparison)
    const done = update(grown, { type: 'compared', comparison })
    assert.notEqual(done.session, done.sent)
  })

  it('has nothing to compare where the log holds no bodies', () => {
    assert.equal(showing(transcript()).comparison, undefined)
  })

  it('folds the lifetimes of a strategy into its best, but for the chosen one', () => {
    const rows = showing(agentSession()).comparison?.rows ?? []
    const best = bestOfEach(rows, 'automatic 1h')
    assert.equal(best.filter(({ strategy }) => strategy === 'automatic').length, 2)
    assert.equal(bestOfEach(rows, '').length, new Set(rows.map((row) => row.strategy)).size)
  })

  it('names differences with their sign', () => {
    assert.equal(differenceWords(2, 1.5), '+$0.500')
    assert.equal(differenceWords(1, 1.5), '−$0.500')
    assert.equal(differenceWords(1, 1), '=')
    assert.equal(differenceWords(undefined, 1), '')
  })
})
