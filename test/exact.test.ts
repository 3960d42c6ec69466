import assert from 'node:assert/strict'
import { exactLengths } from '../src/api/exact.ts'
import type { MessagesApi } from '../src/api/messages-api.ts'
import { connect } from '../src/api/sdk.ts'
import { Calibrator } from '../src/core/calibration.ts'
import { parseRequest } from '../src/core/request.ts'
import { isObject, listOf } from '../src/core/values.ts'
import { counting } from '../src/host/engine/exact.ts'
import { exactCountsIn } from '../src/store/exact-counts.ts'
import { Store } from '../src/store/store.ts'
import { byTier } from '../src/store/tiers.ts'
import { startMessagesApi } from './messages-api/server.mjs'

const marked = { cache_control: { type: 'ephemeral' } }
const body = {
  model: 'claude-sonnet-4-5',
  tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' }, ...marked }],
  system: [{ type: 'text', text: 'You check invoices.', ...marked }],
  messages: [
    { role: 'user', content: 'Check this one.' },
    { role: 'assistant', content: 'It is right.' },
    { role: 'user', content: [{ type: 'text', text: 'And this one?', ...marked }] },
  ],
}
const { prompt } = parseRequest(body, () => undefined)

/** Counts as an API would that has 1,000 tokens for tools, 100 for each system block and 10 for each message. */
const tokensOf = (sent: Record<string, unknown>): number =>
  4 +
  3 +
  (listOf(sent['tools']).length > 0 ? 1000 : 0) +
  100 * listOf(sent['system']).length +
  10 * listOf(sent['messages']).length

type Body = Parameters<MessagesApi['count']>[0]['body']

function fake(answer: (body: Body, call: number) => Awaited<ReturnType<MessagesApi['count']>>) {
  const bodies: Body[] = []
  return {
    bodies,
    count: ({ body }: { body: Body }) => {
      bodies.push(body)
      return Promise.resolve(answer(body, bodies.length))
    },
  }
}

function options(more: { known?: (ends: readonly number[]) => Map<number, number> } = {}) {
  const abort = new AbortController()
  const waits: number[] = []
  const sleep = (milliseconds: number) => {
    waits.push(milliseconds)
    return Promise.resolve()
  }
  const { known = () => new Map<number, number>() } = more
  return {
    abort,
    waits,
    known: (ends: readonly number[]) => Promise.resolve(known(ends)),
    signal: abort.signal,
    sleep,
  }
}

describe('exact counts', () => {
  it('are asked for prefixes, with a message to take off where there is none', async () => {
    const api = fake((sent) => ({ tokens: tokensOf(sent) }))
    const { lengths, calls } = await exactLengths(api, prompt, options())
    // Tools, system, all; and the lone message that is taken off the first two.
    assert.equal(calls, 4)
    assert.deepEqual([...lengths.keys()], [1, 2, 5])
    // 322 tokens of the tool prompt of Sonnet 4.5 stand behind the system blocks.
    assert.deepEqual([...lengths.values()], [1000 - 322, 1100 - 322, 4 + 1100 + 30])
    assert.ok(api.bodies.every((sent) => !JSON.stringify(sent).includes('cache_control')))
  })

  it('are not asked for again', async () => {
    const api = fake((sent) => ({ tokens: tokensOf(sent) }))
    const calibrator = new Calibrator()
    const known = (ends: readonly number[]) =>
      new Map(
        ends.flatMap((end) => {
          const tokens = calibrator.known(prompt, end)
          return tokens === undefined ? [] : [[end, tokens] as const]
        }),
      )
    const first = await exactLengths(api, prompt, options({ known }))
    for (const [blocks, tokens] of first.lengths) calibrator.know(prompt, blocks, tokens)
    const again = await exactLengths(api, prompt, options({ known }))
    assert.equal(again.calls, 0)
    const { prefixes, total } = calibrator.count(prompt)
    assert.equal(total.how, 'exact')
    assert.deepEqual(
      prefixes.map(({ how }) => how),
      ['exact', 'exact', 'calibrated', 'calibrated', 'exact'],
    )
    assert.equal(total.tokens, tokensOf(api.bodies.at(-1) ?? {}))
  })

  it('are those of the API where a request ends in what the answer is to begin with', async () => {
    const begun = { ...body, messages: body.messages.slice(0, 2) }
    const { prompt } = parseRequest(begun, () => undefined)
    // The same API has nothing behind it.
    const api = fake((sent) => ({ tokens: tokensOf(sent) - (listOf(sent['messages'])[1] ? 3 : 0) }))
    const { lengths } = await exactLengths(api, prompt, options())
    const calibrator = new Calibrator()
    for (const [blocks, tokens] of lengths) calibrator.know(prompt, blocks, tokens)
    assert.equal(calibrator.count(prompt).total.tokens, tokensOf(begun) - 3)
  })

  it('are asked for once in all workspaces that share a store', async () => {
    const api = fake((sent) => ({ tokens: tokensOf(sent) }))
    const store = new Store({ limits: byTier(() => ({ bytes: 100_000, ttl: 60_000 })) })
    const ask = () =>
      counting.askFor(api, prompt, {
        before: undefined,
        kept: exactCountsIn(store, prompt),
        signal: new AbortController().signal,
      })
    const first = await ask()
    const again = await ask()
    assert.deepEqual([first.calls, again.calls], [4, 0])
    assert.deepEqual(again.lengths, first.lengths)
  })

  it('are asked for again after a while when the API is busy', async () => {
    const trouble = { message: 'slow down', status: 429, retryAfterMs: 250 }
    const api = fake((sent, call) => (call <= 2 ? { trouble } : { tokens: tokensOf(sent) }))
    const asked = options()
    const { lengths, calls } = await exactLengths(api, prompt, asked)
    assert.equal(lengths.size, 3)
    assert.equal(calls, 6)
    assert.deepEqual(asked.waits, [250, 250])
  })

  it('wait longer each time, and give up', async () => {
    const api = fake(() => ({ trouble: { message: 'overloaded', status: 529 } }))
    const asked = options()
    const { trouble, lengths } = await exactLengths(api, prompt, asked)
    assert.equal(trouble?.status, 529)
    assert.equal(lengths.size, 0)
    assert.deepEqual(asked.waits, [1000, 2000, 4000, 8000])
  })

  it('are not asked for again when the key is refused', async () => {
    const api = fake(() => ({ trouble: { message: 'invalid x-api-key', status: 401 } }))
    const { calls, trouble } = await exactLengths(api, prompt, options())
    assert.equal(calls, 1)
    assert.equal(trouble?.status, 401)
  })

  it('skip a prefix that the API refuses', async () => {
    const api = fake((sent) =>
      listOf(sent['system']).length === 0
        ? { trouble: { message: 'no', status: 400 } }
        : { tokens: tokensOf(sent) },
    )
    const later = { ...prompt, blocks: prompt.blocks.slice(2) }
    const { lengths, trouble } = await exactLengths(api, later, options())
    assert.deepEqual([lengths.size, trouble], [0, undefined])
  })

  it('stop when they are no longer wanted', async () => {
    const asked = options()
    const api = fake(() => {
      asked.abort.abort()
      return { trouble: { message: 'slow down', status: 429 } }
    })
    const { calls, trouble } = await exactLengths(api, prompt, asked)
    assert.equal(calls, 1)
    assert.equal(trouble?.isCancelled, true)
  })

  it('come from the token-counting endpoint, with the key and without anything that it does not take', async () => {
    const server = await startMessagesApi({
      key: 'secret',
      counts: ({ body: sent }) => ({ tokens: isObject(sent) ? tokensOf(sent) : 0 }),
    })
    try {
      const api = await connect({ key: 'secret', baseUrl: server.url })
      const { lengths } = await exactLengths(api, prompt, options())
      assert.equal(lengths.get(5), 1134)
      assert.ok(server.requests.every(({ path }) => path === '/v1/messages/count_tokens'))
      const wrong = await connect({ key: 'other', baseUrl: server.url })
      assert.equal((await exactLengths(wrong, prompt, options())).trouble?.status, 401)
    } finally {
      await server.stop()
    }
  })
})
