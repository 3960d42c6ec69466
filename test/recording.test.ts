import assert from 'node:assert/strict'
import { pack, unpack } from '../src/core/recording.ts'
import { simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import { faults } from './faults.ts'
import { promptOf } from './prompt.ts'
import { makeSession, randomOf, toExchanges } from './session.ts'

describe('recording', () => {
  it('is replayed as the log that it was packed from', () => {
    const exchanges = toExchanges(makeSession(3))
    const { exchanges: unpacked, count } = unpack(structuredClone(pack(exchanges, countBlock)))
    const summary = ({ iterations }: ReturnType<typeof simulate>): unknown =>
      iterations.map(({ predicted, readTo, cachedTo, lane }) => [predicted, readTo, cachedTo, lane])
    assert.deepEqual(summary(simulate(unpacked, count)), summary(simulate(exchanges, countBlock)))
  })

  it('keeps what the API would refuse', () => {
    const line = 'a! b! c! d! e!'
    const prompt = { ...promptOf(line), refusal: 'too-many-breakpoints' }
    const [exchange] = unpack(pack([{ startedAt: 0, prompt }], countBlock)).exchanges
    assert.equal(exchange?.prompt?.refusal, 'too-many-breakpoints')
    assert.deepEqual(simulate([exchange], countBlock).totals.usage.write5m, 0)
  })

  it('carries reasons whose evidence lies behind the previews of its blocks', () => {
    const steps = makeSession(4)
    faults[0]?.inject(steps, 4, randomOf(1))
    const { reasons } = pack(toExchanges(steps), countBlock)
    assert.deepEqual(
      reasons.map((each) => each.map(({ kind }) => kind)),
      [[], [], [], [], ['timestamp'], [], []],
    )
    const [reason] = reasons[4] ?? []
    assert.ok((reason?.around?.head.length ?? 0) > 20)
  })

  it('holds each distinct block once', () => {
    const exchanges = toExchanges(makeSession(6))
    const distinct = new Set(
      exchanges.flatMap(({ prompt }) => prompt?.blocks.map((each) => each.content)),
    )
    const { blocks } = pack(exchanges, countBlock)
    assert.ok(blocks.length <= distinct.size * 2)
    assert.ok(blocks.every(({ content }) => content.length <= 240))
  })
})
