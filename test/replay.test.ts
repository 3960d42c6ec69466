import assert from 'node:assert/strict'
import { replayRows } from '../src/cli/replay/replay-logs.ts'
import { simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { faults } from './faults.ts'
import { makeSession, randomOf, toExchanges } from './session.ts'

describe('replay --json', () => {
  it('prints one line an exchange, with its reasons', () => {
    const steps = makeSession(2)
    faults[0]?.inject(steps, 4, randomOf(1))
    const run = simulate(toExchanges(steps), countBlock)
    const values = replayRows('logs/agent.jsonl.gz', run) as Record<string, unknown>[]
    assert.deepEqual(Object.keys(values[0] ?? {}), [
      'file',
      'session',
      'lane',
      'index',
      'startedAt',
      'model',
      'recorded',
      'predicted',
      'reasons',
      'cost',
    ])
    assert.equal(values[0]?.['session'], 'agent')
    assert.deepEqual(
      values.map(({ reasons }) => (reasons as { kind: string }[]).map(({ kind }) => kind)),
      [[], [], [], [], ['timestamp'], [], []],
    )
  })
})
