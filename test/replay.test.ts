import assert from 'node:assert/strict'
import { replayLines } from '../src/cli/replay.ts'
import { simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { faults } from './faults.ts'
import { makeSession, randomOf, toExchanges } from './session.ts'

describe('replay --json', () => {
  it('prints one line an exchange, with its reasons', () => {
    const steps = makeSession(2)
    faults[0]?.inject(steps, 4, randomOf(1))
    const run = simulate(toExchanges(steps), countBlock)
    const lines = replayLines('logs/agent.jsonl.gz', run).trim().split('\n')
    const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      Object.keys(values[0] ?? {}).filter((key) => key !== 'verdict'),
      [
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
      ],
    )
    assert.equal(values[0]?.['session'], 'agent')
    assert.deepEqual(
      values.map(({ reasons }) => (reasons as { kind: string }[]).map(({ kind }) => kind)),
      [[], [], [], [], ['timestamp'], [], []],
    )
  })
})
