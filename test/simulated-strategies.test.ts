import assert from 'node:assert/strict'
import { type Action, update } from '../webview/update.ts'
import { type State, initial } from '../webview/state.ts'
import { trafficOf } from '../src/core/best-row.ts'
import { pathsOf } from '../src/core/optimum/paths.ts'
import { codeFor } from '../src/core/snippet.ts'
import { type SearchNews, findOptima } from '../webview/optimum.ts'
import {
  type Comparison,
  bestOfEach,
  compare,
  differenceWords,
  keyOf,
  winnerWords,
  withNews,
} from '../webview/strategies.ts'
import { agentSession, dryRun, longAgent, transcript, workflowAgent } from './webview/samples.ts'
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

function comparisonOf(snapshot: Snapshot): Comparison {
  const { comparison } = showing(snapshot)
  assert.ok(comparison)
  return comparison
}

/** All that a search for the optimum tells, as a worker would. */
function newsOf({ rows }: Comparison): SearchNews[] {
  const all: SearchNews[] = []
  const sent = trafficOf(rows).map(({ calls }) => pathsOf(calls))
  findOptima(structuredClone(sent), (news) => all.push(news))
  return all
}

/** The comparison when the search for its optimum is over. */
function searchedWhole(comparison: Comparison): Comparison {
  return newsOf(comparison).reduce(withNews, comparison)
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

  it('puts the optimum first, which costs no more than any row', () => {
    for (const snapshot of [dryRun(), workflowAgent()]) {
      const { rows, optimum } = searchedWhole(comparisonOf(snapshot))
      assert.ok(optimum?.cost)
      assert.equal(rows[0], optimum)
      for (const row of rows) assert.ok((row.cost ?? 0) >= optimum.cost - 1e-9, keyOf(row))
    }
  })

  it('keeps the optimum chosen until it is found anew, and shows it then', () => {
    const searched = (state: State): State => {
      assert.ok(state.comparison)
      const { traffic: of } = state.comparison
      const told = newsOf(state.comparison).map((news): Action => ({ type: 'searched', of, news }))
      return told.reduce(update, state)
    }
    const chosen = update(searched(showing(dryRun())), choose('optimum'))
    assert.notEqual(chosen.session, chosen.sent)
    const supposed = update(chosen, { type: 'suppose', whatIf: { gap: 2, edits: [] } })
    assert.equal(supposed.strategy, 'optimum')
    assert.equal(supposed.session, supposed.sent)
    const again = searched(supposed)
    assert.notEqual(again.session, again.sent)
    const { traffic: of } = comparisonOf(dryRun())
    assert.equal(update(again, { type: 'searched', of, news: { searched: 1 } }), again)
  })

  it('has a bound below every row, the optimum among them', () => {
    for (const snapshot of [dryRun(), workflowAgent(), longAgent(120)]) {
      const { rows, atLeast } = searchedWhole(comparisonOf(snapshot))
      assert.ok(atLeast !== undefined && atLeast > 0)
      for (const row of rows) assert.ok((row.cost ?? 0) >= atLeast - 1e-9, keyOf(row))
    }
  })

  it('explains the winner in three sentences, with the optimum or only its bound', () => {
    const compared = comparisonOf(workflowAgent())
    const bounded = { ...compared, atLeast: searchedWhole(compared).atLeast }
    const words = winnerWords(bounded)
    assert.equal(words.length, 3)
    assert.match(words[0] ?? '', new RegExp(bounded.rows[0]?.name ?? '-'))
    assert.match(words[2] ?? '', /costs at least \$/)
    const whole = winnerWords(searchedWhole(compared))
    assert.deepEqual(whole.slice(0, 2), words.slice(0, 2))
    assert.doesNotMatch(whole.join(' '), /^“Optimum/)
  })

  it('offers code for rows that are rules, under what they are called', () => {
    const rows = searchedWhole(comparisonOf(workflowAgent())).rows
    const codes = rows.map((row) => [row.strategy, codeFor(row, 'python')] as const)
    for (const [strategy, code] of codes) {
      const isRule = !['optimum', 'as-sent', 'none'].includes(strategy)
      if (!isRule) assert.equal(code, undefined, strategy)
    }
    const automatic = codes.find(([strategy]) => strategy === 'automatic')?.[1]
    assert.match(automatic ?? '', /^# Automatic.*\nrequest\["cache_control"\]/)
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
