import assert from 'node:assert/strict'
import type { Block, Exchange, Usage } from '../src/core/prompt.ts'
import { type CountBlock, type Run, simulate } from '../src/core/simulate.ts'
import type { TokenCount } from '../src/core/tokens.ts'
import { count, promptOf } from './prompt.ts'

/** What the API would answer: the rules, with the true count of every block. */
function recorded(...lines: readonly string[]): Exchange[] {
  return answered(
    lines.map((line, i) => ({ startedAt: i * 10_000, prompt: promptOf(line) })),
    count,
  )
}

function answered(exchanges: readonly Exchange[], counter: CountBlock): Exchange[] {
  const { iterations } = simulate(exchanges, counter)
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

  it('makes the first read of a prefix exact, where what follows it is known but for a word', () => {
    const { experience } = simulate(session('linux', 300), tooFew)
    const other = session('darwin', 400)
    assert.notEqual(readOf(simulate(other, tooFew)), recordedRead(other))
    assert.equal(readOf(simulate(other, tooFew, { experience })), recordedRead(other))
  })

  it('makes nothing of a text that differs in more than a twentieth', () => {
    const { experience } = simulate(session('linux', 300), tooFew)
    const other = session('some other platform '.repeat(10), 400)
    const predicted = readOf(simulate(other, tooFew, { experience }))
    assert.equal(predicted, readOf(simulate(other, tooFew)))
  })

  it('knows a block that stood alone where it stands behind others, in the same session', () => {
    const lines = ['sys/one:2000! x:500', 'tool/t:3000! y:700', 'tool/t:3000! sys/one:2000! x:500!']
    const exchanges = recorded(...lines, 'tool/t:3000! sys/one:2000! z:900!')
    const { iterations } = simulate(exchanges, roughly)
    assert.equal(iterations[3]?.predicted?.read, exchanges[3]?.usage?.read)
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
    for (const [name, surplus] of experience.runs) assert.equal(both.runs.get(name), surplus)
    assert.ok(both.runs.size > experience.runs.size)
    assert.deepEqual(structuredClone(both), both)
  })
})

/** Counts words: ten tokens each, or too few of them where a counter is wrong. */
const counted =
  (inTools: number, elsewhere: number) =>
  ({ section, content }: Block): TokenCount => {
    const tokens = content.split(' ').length * (section === 'tools' ? inTools : elsewhere)
    return { tokens, low: tokens * 0.7, high: tokens * 1.3, how: 'estimated' }
  }
const tooFew = counted(5, 9)

/** Two requests with the same tool, and with long system prompts that are the same but for a word or two. */
function session(platform: string, toolWords: number): Exchange[] {
  const rules = Array.from({ length: 120 }, (_, i) => `Rule ${i} holds.`).join(' ')
  const exchanges = ['one', 'two'].map((folder, i): Exchange => {
    const blocks: Block[] = [
      { section: 'tools', type: 'custom', content: 'tool '.repeat(toolWords), breakpoint: '5m' },
      { section: 'system', type: 'text', content: `${rules} Platform: ${platform}. In ${folder}.` },
      { section: 'messages', type: 'text', role: 'user', content: 'Go on.', breakpoint: '5m' },
    ]
    return { startedAt: i * 10_000, prompt: { ...promptOf(''), blocks } }
  })
  return answered(exchanges, counted(10, 10))
}

function readOf({ iterations }: Run): number | undefined {
  return iterations[1]?.predicted?.read
}

function recordedRead(exchanges: readonly Exchange[]): number | undefined {
  const usage: Usage | undefined = exchanges[1]?.usage
  return usage?.read
}
