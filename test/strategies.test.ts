import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { compareStrategies } from '../src/core/comparison.ts'
import { costOf } from '../src/core/cost.ts'
import { type Exchange, promptTokens } from '../src/core/prompt.ts'
import { markingOf, strategies } from '../src/core/strategies.ts'
import { measure, replay } from '../src/core/traffic.ts'
import { blocksOf, count } from './prompt.ts'
import { dataFolder } from './data.ts'
import { makeSession, toExchanges } from './session.ts'
import { readSessions } from './recorded.ts'

/** A session in the mini-language, a line a request, ten seconds apart. */
function session(...lines: readonly string[]): Exchange[] {
  return lines.map((line, i) => ({
    startedAt: i * 10_000,
    prompt: { model: 'claude-opus-5', parameters: {}, blocks: blocksOf(line) },
    output: 7,
  }))
}

const agent = session(
  'tool/t sys/s ask',
  'tool/t sys/s ask call/a result/a',
  'tool/t sys/s ask call/a result/a call/b result/b',
  'tool/t sys/s ask call/a result/a call/b result/b said/done more',
)

/** The blocks, counted from 1, that a strategy marks in the last request. */
function marksOf(id: string, exchanges = agent): string {
  const strategy = strategies.find((each) => each.id === id)
  assert(strategy)
  const marks = markingOf(strategy, measure(exchanges, count), strategy.lifetimes.at(-1)).at(-1)
  return (marks ?? []).map(({ index, ttl }) => `${index + 1}!${ttl}`).join(' ')
}

describe('strategies', () => {
  it('a strategy is named as its file', () => {
    const files = readdirSync('src/core/strategies').map((file) => file.replace('.ts', ''))
    assert.deepEqual(
      [...strategies.map(({ id }) => id)].sort(),
      files.filter((file) => file !== 'optimum').sort(),
    )
  })

  it('each marks what its name says', () => {
    assert.equal(marksOf('none'), '')
    assert.equal(marksOf('automatic'), '9!1h')
    assert.equal(marksOf('system-only'), '2!1h')
    assert.equal(marksOf('tools-and-system'), '1!1h 2!1h')
    assert.equal(marksOf('static-part'), '3!1h')
    assert.equal(marksOf('last-two-messages'), '2!1h 7!5m 9!5m')
    assert.equal(marksOf('gateway'), '2!1h 9!5m')
    assert.equal(marksOf('tool-rounds'), '2!1h 8!5m 9!5m')
    assert.equal(marksOf('tool-rounds', agent.slice(0, 3)), '2!1h 3!5m 5!5m 7!5m')
  })

  it('what may not carry a breakpoint gives way to the block before it', () => {
    const thinking = session('sys/s ask', 'sys/s ask said/a think/b')
    assert.equal(marksOf('automatic', thinking), '3!1h')
  })

  it('strips all but the newest state, which then breaks its own entry', () => {
    const state = (words: string): string => words.replaceAll('+', '<current_plan>')
    const exchanges = session(
      'sys/s a +1',
      'sys/s a +1 said/b c +2',
      'sys/s a +1 said/b c +2 said/d e +3',
    ).map((each) => ({
      ...each,
      prompt: {
        ...each.prompt,
        model: 'claude-opus-5',
        parameters: {},
        blocks: (each.prompt?.blocks ?? []).map((block) => ({
          ...block,
          content: state(block.content),
        })),
      },
    }))
    const rows = compareStrategies(measure(exchanges, count))
    const of = (id: string) => rows.find((each) => each.strategy === id)
    const stripped = of('context-stripped')
    const last = of('context-last')
    assert(stripped && last)
    const blocks = (row: typeof stripped) => row.traffic.calls.map(({ tip }) => tip.depth)
    assert.deepEqual(blocks(stripped), [3, 5, 7])
    assert.deepEqual(blocks(last), [3, 5, 7])
    // Stripped, only what lies before the message that carried the state is read; else all of the history.
    assert.equal(Math.floor(stripped.usage.read / 1000), 1 + 2)
    assert.equal(Math.floor(last.usage.read / 1000), 2 + 4)
  })

  it('strategies that change content stand in the table only where there is state to change', () => {
    const rows = compareStrategies(measure(agent, count))
    assert(rows.every(({ strategy }) => !strategy.startsWith('context')))
  })

  it('each row adds up, and is what a replay of its breakpoints shows', () => {
    const folder = dataFolder('recorded')
    const recorded = folder ? readSessions(folder).slice(0, 12) : []
    const sessions = [
      agent,
      toExchanges(makeSession(1)),
      ...recorded.map(({ rows }) => rows.map(({ exchange }) => exchange)),
    ]
    for (const exchanges of sessions) {
      const traffic = measure(exchanges, count)
      const total = traffic.calls.reduce((sum, call) => sum + call.total, 0)
      for (const row of compareStrategies(traffic)) {
        assert.equal(promptTokens(row.usage), total, row.strategy)
        const run = replay(row.traffic, row.marking)
        const seen = traffic.calls.map(({ index }) => run.iterations[index])
        const read = seen.reduce((sum, each) => sum + (each?.usage.read ?? 0), 0)
        assert.equal(read, row.usage.read, row.strategy)
        const cost = seen.reduce(
          (sum, each) => sum + (each?.model ? costOf(each.usage, each.model).total : 0),
          0,
        )
        assert(Math.abs(cost - (row.cost ?? 0)) < 1e-9, row.strategy)
      }
    }
  })
})
