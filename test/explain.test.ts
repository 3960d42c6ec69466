import assert from 'node:assert/strict'
import type { Exchange } from '../src/core/prompt.ts'
import { faultOf } from '../src/core/reasons.ts'
import { type Run, simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { type Fault, faults } from './faults.ts'
import { type Step, makeSession, marked, randomOf, toExchanges } from './session.ts'

const sessionsOfEachKind = 20

/** All reasons of a run, one a line. */
function said({ iterations }: Run): string[] {
  return iterations.flatMap(({ index, reasons }) =>
    reasons.map(({ kind, divergence: at, fault }) =>
      [index, kind, fault, at ? `${at.block}:${at.offset}` : ''].join(' ').trim(),
    ),
  )
}

/** The first block and character at which two prompts differ, looked for the plain way. */
function firstDifference(was: Exchange | undefined, now: Exchange | undefined): string {
  const before = was?.prompt?.blocks ?? []
  const after = now?.prompt?.blocks ?? []
  const same = (i: number): boolean =>
    before[i]?.content === after[i]?.content && before[i]?.type === after[i]?.type
  let block = 0
  while (block < after.length && same(block)) block++
  const [a = '', b = ''] = [before[block]?.content, after[block]?.content]
  let offset = 0
  while (offset < Math.min(a.length, b.length) && a[offset] === b[offset]) offset++
  return `${block}:${offset}`
}

/** Faults that a whole block shows, rather than a character in it. */
const wholeBlocks = new Set([
  'tool-added',
  'tool-removed',
  'tool-reordered',
  'block-added',
  'block-removed',
  'history-truncated',
  'history-summarised',
  'thinking-dropped',
  'image-toggled',
])

function check(fault: Fault, seed: number): void {
  const random = randomOf(seed * 7919)
  const steps = makeSession(seed)
  const at = 4 + Math.floor(random() * 2)
  fault.inject(steps, at, random)
  const exchanges = toExchanges(steps)
  const place = firstDifference(exchanges[at - 1], exchanges[at])
  const isWhole = wholeBlocks.has(fault.kind) || fault.name.includes('split')
  const shown = isWhole ? `${place.split(':')[0] ?? ''}:0` : place
  const expected = [at, fault.kind, faultOf(fault.kind), fault.hasPlace ? shown : '']
    .join(' ')
    .trim()
  assert.deepEqual(said(simulate(exchanges, countBlock)), [expected], `seed ${seed}`)
}

describe('explain', () => {
  for (const fault of faults) {
    it(`names the cause when ${fault.name} (${fault.kind})`, () => {
      for (let seed = 1; seed <= sessionsOfEachKind; seed++) check(fault, seed)
    })
  }

  it('has nothing to say of a session without a fault', () => {
    for (let seed = 1000; seed < 1500; seed++) {
      const steps = seed % 5 === 0 ? agents(seed, 2 + (seed % 4)).flat() : makeSession(seed)
      const exchanges = toExchanges(inOrder(steps))
      assert.deepEqual(said(simulate(exchanges, countBlock)), [], `seed ${seed}`)
      assert.deepEqual(said(simulate(recorded(exchanges), countBlock)), [], `seed ${seed}`)
    }
  })

  it('keeps two to five agents apart, and names the fault of one', () => {
    for (const [i, fault] of faults.entries()) {
      const sessions = agents(i, 2 + (i % 4))
      const faulty = sessions[i % sessions.length] ?? []
      fault.inject(faulty, 4, randomOf(i))
      const steps = inOrder(sessions.flat())
      const at = steps.findIndex((step) => step === faulty[4])
      const reasons = said(simulate(toExchanges(steps), countBlock))
      assert.equal(reasons.length, 1, `${fault.name}: ${reasons.join('; ')}`)
      assert.ok(reasons[0]?.startsWith(`${at} ${fault.kind} `), `${fault.name}: ${reasons.join()}`)
    }
  })

  it('finds the request that a rewind goes back to', () => {
    const steps = makeSession(5, 6)
    const [, , third, , , last] = steps
    assert.ok(third && last)
    const body = structuredClone(third.body)
    body.messages.push(
      { role: 'assistant', content: [{ type: 'text', text: 'Another way to put it.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Do go on then, please.' }] },
    )
    const rewound = { ...third, body: marked(body), startedAt: last.startedAt + 5000 }
    const run = simulate(toExchanges([...steps, rewound]), countBlock)
    assert.deepEqual(said(run), [])
    assert.equal(run.iterations.at(-1)?.readTo, run.iterations[2]?.cachedTo)
  })

  it('blames the provider for what should have been read and was not', () => {
    const exchanges = recorded(toExchanges(makeSession(7)))
    const missed = exchanges.map((exchange, i): Exchange => {
      const { usage } = exchange
      if (i !== 3 || !usage) return exchange
      return { ...exchange, usage: { ...usage, read: 0, write5m: usage.read + usage.write5m } }
    })
    assert.deepEqual(said(simulate(missed, countBlock)), ['3 provider-side provider'])
  })

  it('sees that the API cleared earlier results', () => {
    const steps = makeSession(8)
    const edits = [{ type: 'clear_tool_uses_20250919' }]
    for (const { body } of steps) body['context_management'] = { edits }
    const exchanges = recorded(toExchanges(steps))
    const cleared = exchanges.map((exchange, i): Exchange => {
      const { usage } = exchange
      if (i !== 4 || !usage) return exchange
      return { ...exchange, usage: { ...usage, read: 900, write5m: usage.write5m + 100 } }
    })
    assert.deepEqual(said(simulate(cleared, countBlock)), ['4 context-editing yours'])
  })

  it('says when a prompt is too short to be cached', () => {
    const steps = makeSession(9, 3)
    for (const { body } of steps) {
      body.tools = []
      body.system = []
    }
    const model = 'claude-opus-4-6'
    const exchanges = toExchanges(steps.map((step) => ({ ...step, body: { ...step.body, model } })))
    const reasons = said(simulate(exchanges, countBlock))
    assert.deepEqual(reasons, ['1 below-minimum yours', '2 below-minimum yours'])
  })

  it('prices what was lost at the price of a write less that of a read', () => {
    const steps = makeSession(10)
    faults[0]?.inject(steps, 4, randomOf(1))
    const [reason] = simulate(toExchanges(steps), countBlock).iterations[4]?.reasons ?? []
    assert.ok(reason)
    assert.equal(reason.cost, (reason.tokens * (6.25 - 0.5)) / 1e6)
    assert.equal(reason.comparedWith, 3)
  })
})

/** Agents with the same tools and system prompt and each its own task. */
function agents(seed: number, count: number): Step[][] {
  const sessions = Array.from({ length: count }, (_, i) => makeSession(seed * 10 + i))
  const first = sessions[0]?.[0]?.body
  for (const step of sessions.flat()) {
    step.body = marked({ ...step.body, tools: first?.tools ?? [], system: first?.system ?? [] })
  }
  return sessions
}

function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.startedAt - b.startedAt)
}

/** Exchanges with what the rules predict as their recorded usage. */
function recorded(exchanges: readonly Exchange[]): Exchange[] {
  const { iterations } = simulate(exchanges, countBlock)
  return exchanges.map((exchange, i) => {
    const usage = iterations[i]?.predicted
    return usage ? { ...exchange, usage } : exchange
  })
}
