import assert from 'node:assert/strict'
import type { Snapshot } from '../src/protocol.ts'
import { type Action, update } from '../webview/update.ts'
import { type Saved, type State, initial, savedOf } from '../webview/state.ts'
import { asItWas } from '../webview/what-if.ts'
import { agentSession, damaged, longLog, nothing, transcript } from './webview/samples.ts'

const agent = agentSession()
const main = 'main agent'
const kept: Saved = {
  name: 'shop-agent.jsonl',
  selected: 5,
  filter: {},
  strategy: 'as-sent',
  whatIf: asItWas,
  spacing: 'time',
  speed: 8,
  folded: false,
}

function after(...actions: readonly Action[]): State {
  return actions.reduce(update, initial(undefined))
}

function showing(snapshot: Snapshot, ...actions: readonly Action[]): State {
  return after({ type: 'measured', width: 1000 }, { type: 'snapshot', snapshot }, ...actions)
}

describe('the state of the simulator', () => {
  it('begins with nothing, and keeps what an earlier page left until its log comes', () => {
    const state = initial(kept)
    assert.equal(state.session, undefined)
    assert.deepEqual(savedOf(state), kept)
    const shown = update(state, { type: 'snapshot', snapshot: agent })
    assert.equal(shown.selected, 5)
    assert.equal(shown.speed, 8)
    assert.equal(shown.folded, false)
  })

  it('does not apply what was kept of another log', () => {
    const saved: Saved = { ...kept, name: 'other.jsonl' }
    assert.equal(update(initial(saved), { type: 'snapshot', snapshot: agent }).selected, 0)
  })

  it('steps, pages and jumps within the log', () => {
    const step = (name: 'next' | 'previous' | 'pageDown' | 'last' | 'first'): Action => ({
      type: 'step',
      step: name,
    })
    assert.equal(showing(agent, step('previous')).selected, 0)
    assert.equal(showing(agent, step('next'), step('next')).selected, 2)
    assert.equal(showing(agent, step('pageDown')).selected, 10)
    assert.equal(showing(agent, step('last')).selected, 29)
    assert.equal(showing(agent, step('last'), step('next')).selected, 29)
    assert.equal(showing(agent, step('last'), step('first')).selected, 0)
  })

  it('goes from miss to miss, around the end and back', () => {
    const next: Action = { type: 'step', step: 'nextMiss' }
    const misses = [18, 22, 26, 18]
    let state = showing(agent)
    for (const miss of misses) {
      state = update(state, next)
      assert.equal(state.selected, miss)
    }
    assert.equal(update(state, { type: 'step', step: 'previousMiss' }).selected, 26)
    assert.equal(showing(longLog(1), next).selected, 0)
  })

  it('steps over other lanes, and sums only the lane that is shown', () => {
    const state = showing(agent, { type: 'filter', filter: { lane: main } })
    assert.equal(state.shown?.indices.length, 24)
    assert.ok((state.shown.totals.cost?.total ?? 0) < (state.session?.run.totals.cost?.total ?? 0))
    const steps = Array.from({ length: 7 }, (): Action => ({ type: 'step', step: 'next' }))
    assert.equal(steps.reduce(update, state).selected, 8)
  })

  it('chooses the nearest iteration of a lane when the lane is chosen', () => {
    const state = showing(
      agent,
      { type: 'select', index: 7 },
      { type: 'filter', filter: { lane: main } },
    )
    assert.equal(state.selected, 6)
  })

  it('plays to the end, stops there, and starts over', () => {
    let state = showing(agent, { type: 'select', index: 27 }, { type: 'play' })
    assert.ok(state.playing)
    state = update(update(state, { type: 'tick' }), { type: 'tick' })
    assert.equal(state.selected, 29)
    assert.ok(!state.playing)
    state = update(state, { type: 'play' })
    assert.equal(state.selected, 0)
    assert.ok(state.playing)
  })

  it('stops playing when someone steps', () => {
    assert.ok(!showing(agent, { type: 'play' }, { type: 'step', step: 'next' }).playing)
  })

  it('follows the end of a log that grows, if the end was chosen', () => {
    if (agent.state !== 'ready') throw new Error('not ready')
    const { exchanges, reasons } = agent.recording
    const recording = {
      ...agent.recording,
      exchanges: exchanges.slice(0, 20),
      reasons: reasons.slice(0, 20),
    }
    const shorter: Snapshot = { ...agent, recording }
    const grown: Action = { type: 'snapshot', snapshot: agent }
    assert.equal(showing(shorter, { type: 'step', step: 'last' }, grown).selected, 29)
    assert.equal(showing(shorter, { type: 'select', index: 4 }, grown).selected, 4)
  })

  it('keeps the log in sight of mind while a newer one loads', () => {
    const state = showing(agent, {
      type: 'snapshot',
      snapshot: { state: 'loading', name: 'b.jsonl' },
    })
    assert.equal(state.phase?.state, 'loading')
    assert.equal(state.session?.name, 'shop-agent.jsonl')
  })

  it('opens folds by hand until another iteration is chosen', () => {
    const opened = showing(agent, { type: 'open', fold: 3 })
    assert.deepEqual(opened.opened, [3])
    assert.deepEqual(update(opened, { type: 'step', step: 'next' }).opened, [])
  })

  it('survives a log without requests, and one with damaged lines', () => {
    assert.equal(showing(nothing(), { type: 'step', step: 'next' }).selected, 0)
    assert.equal(showing(damaged()).session?.problems.length, 3)
  })

  it('knows what a log holds and what it does not', () => {
    const usageOnly = showing(transcript()).session
    assert.equal(usageOnly?.withBody, 0)
    assert.equal(usageOnly.accuracy.compared, 0)
    assert.deepEqual(
      usageOnly.lanes.map(({ name, count }) => [name, count]),
      [
        ['main', 52],
        ['agent a3f09c1e', 7],
        ['agent-review', 5],
      ],
    )
    const { accuracy } = showing(agent).session ?? {}
    assert.deepEqual([accuracy?.close, accuracy?.compared], [29, 30])
  })

  it('shows a part of a long log and follows the chosen iteration', () => {
    const state = showing(longLog(5000), { type: 'select', index: 4000 })
    assert.ok(state.range.start <= 4000 && state.range.end > 4000)
    assert.ok(state.range.end - state.range.start < 200)
  })

  it('zooms to what is brushed over, and back to everything', () => {
    const zoomed = showing(agent, { type: 'brush', range: { start: 8, end: 14 } })
    assert.deepEqual(zoomed.range, { start: 8, end: 14 })
    assert.deepEqual(update(zoomed, { type: 'all' }).range, { start: 0, end: 30 })
    const thin = showing(agent, { type: 'brush', range: { start: 8, end: 9 } })
    assert.equal(thin.range.end - thin.range.start, 2)
  })

  it('stays zoomed while the log grows, and at the end where it was at the end', () => {
    const grown = longLog(400)
    const state = showing(
      longLog(300),
      { type: 'step', step: 'last' },
      { type: 'brush', range: { start: 280, end: 300 } },
      { type: 'snapshot', snapshot: grown },
    )
    assert.equal(state.selected, 399)
    assert.deepEqual(state.range, { start: 380, end: 400 })
  })

  it('steps from find to find', () => {
    let state = showing(agent, { type: 'find', text: 'search pattern that is nowhere' })
    assert.equal(update(state, { type: 'step', step: 'nextFound' }).selected, 0)
    state = update(state, { type: 'find', text: 'The time is 10:46' })
    assert.equal(update(state, { type: 'step', step: 'nextFound' }).selected, 22)
  })

  it('heeds no answer to a search that is over', () => {
    const state = showing(agent, { type: 'find', text: 'order' })
    const late = update(state, { type: 'found', text: 'ord', digests: [] })
    assert.equal(late, state)
  })
})
