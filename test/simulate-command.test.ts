import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { accuracyOf, accuracyWords } from '../src/core/accuracy.ts'
import { simulate } from '../src/core/simulate.ts'
import { snippetFor } from '../src/core/snippet.ts'
import { scenes } from './make-examples/workflow-scenes.ts'
import { count, promptOf } from './prompt.ts'
import { runCli } from './run-cli.ts'

const agent = 'examples/workflow-agent.capture.jsonl'

describe('the simulate command', () => {
  it('prints one object a strategy and lifetime, and the optimum last', async () => {
    const { out, code } = await runCli(['simulate', agent, '--json'])
    assert.equal(code, 0)
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const keys = 'file session strategy ttl cost hitRate read write5m write1h input regret'.split(
      ' ',
    )
    for (const row of rows) assert.deepEqual(Object.keys(row), keys)
    const last = rows.at(-1)
    assert(last)
    assert.equal(last['strategy'], 'optimum')
    assert.equal(last['regret'], 0)
    assert(rows.every(({ cost }) => Number(cost) >= Number(last['cost'])))
  })

  it('explains the winner and says how well the rules explain the log', async () => {
    const { out } = await runCli(['simulate', agent])
    assert.match(out, /Reads exact on 20 of 20/)
    assert.match(
      out,
      /“Current context behind the breakpoint” with five minutes costs \$[\d.]+, [\d.]+ % less/,
    )
    assert.match(out, /as good as the optimum/)
  })

  it('prints the winner as code', async () => {
    const { out } = await runCli(['simulate', agent, '--code', 'python'])
    assert.match(out, /^# Current context behind the breakpoint/)
    assert.match(out, /request\["system"\]\[-1\]\["cache_control"\] = \{"type": "ephemeral"\}/)
  })

  it('says so where a log holds no bodies', async () => {
    const { err, code } = await runCli(['simulate', 'test/fixtures/logs/claude-code.jsonl'])
    assert.equal(code, 3)
    assert.match(err, /no request bodies/)
  })
})

describe('what a strategy comes with', () => {
  it('writes breakpoints with their lifetimes', () => {
    assert.equal(
      snippetFor('tools-and-system', 'mixed', 'typescript')?.split('\n')[0],
      "request.tools.at(-1).cache_control = { type: 'ephemeral', ttl: '1h' }",
    )
    assert.equal(snippetFor('optimum', '5m', 'python'), undefined)
  })

  it('holds advice back where the rules explain too little', () => {
    const usage = { read: 0, write5m: 0, write1h: 0, input: 1004, output: 1 }
    const prompt = promptOf('a!')
    const exchanges = [1, 2].map((i) => ({ startedAt: i * 10_000, prompt }))
    const wrong = { ...usage, read: 900, input: 104 }
    const accuracy = accuracyOf(
      simulate(
        exchanges.map((each) => ({ ...each, usage: wrong })),
        count,
      ),
    )
    assert.equal(accuracy.compared, 2)
    assert.equal(accuracy.isTrusted, false)
    assert.match(accuracyWords(accuracy), /Advice is held back/)
    assert.match(accuracyWords(accuracyOf(simulate(exchanges, count))), /dry run/)
  })

  it('the scenes of the example are what the rules say', () => {
    assert.equal(readFileSync('examples/workflow-agent.md', 'utf8'), scenes())
  })
})
