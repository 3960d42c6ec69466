import assert from 'node:assert/strict'
import type { Block, Exchange, Usage } from '../src/core/prompt.ts'
import { type Run, simulate } from '../src/core/simulate.ts'
import type { TokenCount } from '../src/core/tokens.ts'
import { count, promptOf } from './prompt.ts'

/** What the API would answer: the rules, with the true count of every block. */
function recorded(...lines: readonly string[]): Exchange[] {
  const exchanges = lines.map((line, i) => ({ startedAt: i * 10_000, prompt: promptOf(line) }))
  const { iterations } = simulate(exchanges, count)
  return iterations.map(({ exchange, usage }) => ({ ...exchange, usage }))
}

/** A counter that is wrong by another share for each block. */
function roughly(block: Block): TokenCount {
  const { tokens } = count(block)
  const wrong = Math.round(tokens * (0.8 + (block.content.length % 5) / 10))
  return { tokens: wrong, low: wrong * 0.7, high: wrong * 1.3, how: 'estimated' }
}

const first = recorded('tool/t:3000! sys/one:2000 x:500!', 'tool/t:3000! sys/other:2500 y:700!')
const second = recorded('tool/uu:4000! sys/one:2000 x:500!', 'tool/uu:4000! sys/other:2500 y:700!')

describe('the experience of a session', () => {
  it('makes the first read of a prefix exact, where what follows it is known from another session', () => {
    const alone = simulate(second, roughly)
    assert.notEqual(readOf(alone), recordedRead(second))
    const { experience } = simulate(first, roughly)
    assert.equal(readOf(simulate(second, roughly, { experience })), recordedRead(second))
  })

  it('makes the first read of a prefix exact, where the prefix is known from another session', () => {
    const { experience } = simulate(first, roughly)
    const third = recorded('tool/t:3000! sys/new:2100 z:90!', 'tool/t:3000! sys/newer:2200 z:90!')
    assert.equal(readOf(simulate(third, roughly, { experience })), recordedRead(third))
  })

  it('is of use to its own model only', () => {
    const { experience } = simulate(first, roughly)
    const others = second.map((each) => ({
      ...each,
      prompt: { ...promptOf(''), ...each.prompt, model: 'claude-haiku-4-5' },
    }))
    const alone = simulate(others, roughly)
    assert.equal(readOf(simulate(others, roughly, { experience })), readOf(alone))
  })

  it('never holds entries: the first request of the next session reads nothing', () => {
    const { experience } = simulate(first, roughly)
    const again = simulate(first, roughly, { experience })
    assert.equal(again.iterations[0]?.predicted?.read, 0)
  })

  it('grows from session to session, and is plain data', () => {
    const { experience } = simulate(first, roughly)
    const both = simulate(second, roughly, { experience }).experience
    for (const [name, tokens] of experience.runs) assert.equal(both.runs.get(name), tokens)
    assert.ok(both.runs.size > experience.runs.size)
    assert.deepEqual(structuredClone(both), both)
  })
})

function readOf({ iterations }: Run): number | undefined {
  return iterations[1]?.predicted?.read
}

function recordedRead(exchanges: readonly Exchange[]): number | undefined {
  const usage: Usage | undefined = exchanges[1]?.usage
  return usage?.read
}
