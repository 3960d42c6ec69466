import assert from 'node:assert/strict'
import { noUsage } from '../src/core/cost.ts'
import { type Exchange, promptTokens } from '../src/core/prompt.ts'
import { type Action, update } from '../webview/update.ts'
import { type State, initial } from '../webview/state.ts'
import { supposedRatio } from '../webview/supposing.ts'
import { triesOf } from '../webview/tries.ts'
import { type WhatIf, asItWas, slotOf, suppose } from '../webview/what-if.ts'
import { promptOf } from './prompt.ts'
import { agentSession } from './webview/samples.ts'

const log = (...lines: readonly string[]): Exchange[] =>
  lines.map((line, i) => ({
    startedAt: 1000 + i * 60_000,
    respondedAt: 3000 + i * 60_000,
    prompt: promptOf(line),
    usage: { read: 1, write5m: 2, write1h: 3, input: 4, output: 5 },
  }))

const words = (exchanges: readonly Exchange[]) =>
  exchanges.map(({ prompt }) =>
    prompt?.blocks
      .map(({ content, breakpoint }) => content + (breakpoint ? `!${breakpoint}` : ''))
      .join(' '),
  )

describe('what if', () => {
  it('stretches pauses, and leaves answers as long as they were', () => {
    const sent = suppose(log('a', 'a', 'a'), { ...asItWas, gap: 10 })
    assert.deepEqual(
      sent.map(({ startedAt, respondedAt }) => [startedAt, respondedAt]),
      [0, 1, 2].map((i) => [1000 + i * 600_000, 3000 + i * 600_000]),
    )
  })

  it('forgets what was answered, but not how long the answers were', () => {
    const [sent] = suppose(log('a'), asItWas)
    assert.equal(sent?.usage, undefined)
    assert.equal(sent?.output, 5)
  })

  it('gives every breakpoint another lifetime, and every request another model', () => {
    const [sent] = suppose(log('sys/a! b!1h'), { ...asItWas, ttl: '1h', model: 'claude-haiku-4-5' })
    assert.deepEqual(
      sent?.prompt?.blocks.map(({ breakpoint }) => breakpoint),
      ['1h', '1h'],
    )
    assert.equal(sent.prompt.model, 'claude-haiku-4-5')
  })

  const edited = (kind: 'freeze' | 'remove' | 'move', at: number, ...lines: string[]) =>
    words(
      suppose(log(...lines), { ...asItWas, edits: [{ kind, slot: { section: 'system', at } }] }),
    )

  it('freezes a block as it first was', () => {
    const [one, two] = edited('freeze', 1, 'sys/a! sys/x b', 'sys/a! sys/y b c')
    assert.equal(two, `${one} ${words(log('c'))[0]}`)
  })

  it('takes a block out, and leaves its breakpoint with the one before', () => {
    const [without] = edited('remove', 1, 'sys/a sys/x! b')
    assert.deepEqual(without, words(log('sys/a! b'))[0])
  })

  it('moves a block behind everything else, where it breaks no prefix', () => {
    const [one, two] = edited('move', 1, 'sys/a! sys/x b!', 'sys/a! sys/y b!')
    const shared = words(log('sys/a! b!'))[0] ?? ''
    assert.ok(one?.startsWith(shared) && two?.startsWith(shared))
    assert.notEqual(one, two)
  })

  it('names a block by its place in its section', () => {
    const { blocks } = promptOf('tool/t sys/a sys/x b')
    assert.deepEqual(slotOf(blocks, 2), { section: 'system', at: 1 })
    assert.equal(slotOf(blocks, 9), undefined)
  })
})

describe('what if, in the simulator', () => {
  const showing = (...actions: readonly Action[]): State =>
    [{ type: 'snapshot', snapshot: agentSession() } as const, ...actions].reduce(
      update,
      update(initial(undefined), { type: 'measured', width: 1000 }),
    )
  const supposing = (whatIf: Partial<WhatIf>): Action => ({
    type: 'suppose',
    whatIf: { ...asItWas, ...whatIf },
  })

  it('recomputes log, strategies and totals at once, and goes back', () => {
    const before = showing()
    const after = update(before, supposing({ gap: 10 }))
    assert.ok((after.shown?.totals.usage.read ?? 0) < (before.shown?.totals.usage.read ?? 0))
    assert.notEqual(after.comparison, before.comparison)
    const back = update(after, supposing({}))
    assert.equal(back.sent, before.recorded)
    assert.deepEqual(back.shown?.totals, before.shown?.totals)
  })

  it('can be combined with a strategy', () => {
    const state = showing({ type: 'strategy', key: 'automatic 5m' }, supposing({ ttl: '1h' }))
    assert.equal(state.strategy, 'automatic 5m')
    assert.notEqual(state.session, state.sent)
  })

  it('takes lengths that the log has shown, and of other vocabularies says how sure it is', () => {
    const before = showing()
    const tokens = ({ shown }: State) => promptTokens(shown?.totals.usage ?? noUsage)
    const later = update(before, supposing({ gap: 1.01 }))
    assert.ok(Math.abs(tokens(later) / tokens(before) - 1) < 0.001)
    const recorded = before.recorded
    assert.ok(recorded)
    const newer = { ...asItWas, model: 'claude-opus-5' }
    assert.equal(supposedRatio(recorded, { ...asItWas, model: 'claude-haiku-4-5' }), undefined)
    const usual = supposedRatio(recorded, newer)?.usual ?? 0
    const other = update(before, supposing(newer))
    // What is rendered around blocks is known for each model, and not scaled.
    assert.ok(Math.abs(tokens(other) / tokens(before) - usual) < 0.1)
  })

  it('offers to try what would have helped, and it helps', () => {
    const state = showing({ type: 'select', index: 22 })
    const { session } = state
    const now = session?.run.iterations[22]
    assert.ok(session && now)
    const tries = triesOf(session, now, state.whatIf)
    assert.deepEqual(
      tries.map(({ name }) => name),
      ['Try it behind the breakpoint', 'Try it frozen'],
    )
    for (const { whatIf } of tries) {
      const tried = update(state, { type: 'suppose', whatIf })
      assert.equal(tried.session?.run.iterations[22]?.lost, 0)
    }
    const expired = session.run.iterations[18]
    assert.ok(expired)
    const [hour] = triesOf(session, expired, state.whatIf)
    assert.equal(hour?.name, 'Try an hour')
    const tried = update(state, { type: 'suppose', whatIf: hour.whatIf })
    assert.equal(tried.session?.run.iterations[18]?.lost, 0)
    const longer = { milliseconds: 3_600_001, expired: 'all' } as const
    const gaps = new Map([[18, longer]])
    assert.deepEqual(triesOf({ ...session, gaps }, expired, state.whatIf), [], 'no hour is enough')
  })

  it('survives a reload', () => {
    const state = showing(supposing({ gap: 4, ttl: '1h' }))
    assert.deepEqual(state.whatIf, { gap: 4, edits: [], ttl: '1h' })
  })
})
