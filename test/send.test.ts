import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '../src/api/messages-api.ts'
import type { Progress, TestRun } from '../src/api/test-run.ts'
import { runTest } from '../src/api/run-test.ts'
import { connect } from '../src/api/sdk.ts'
import type { Exchange } from '../src/core/prompt.ts'
import type { TestPlan } from '../src/core/test-plan.ts'
import type { TestResult } from '../src/core/test-result.ts'
import { countBlock } from '../src/core/tokens.ts'
import type { JsonObject } from '../src/core/values.ts'
import { type Script, startMessagesApi } from './messages-api/server.mjs'
import { makeCertificates } from './store/certificates.ts'

const key = 'sk-ant-api03-secret-of-this-test'
const manual = 'Every order is checked against the stock of the warehouse.\n'.repeat(400)
const body = {
  model: 'claude-opus-5',
  max_tokens: 300,
  system: [{ type: 'text', text: manual, cache_control: { type: 'ephemeral' } }],
  messages: [{ role: 'user', content: 'Is order 12 complete?' }],
}
const cold = { write5m: 7812, input: 17, output: 9 }
const warm = { read: 7812, input: 17, output: 8 }

/** A clock that only moves when someone waits. */
function stillClock(startedAt = Date.UTC(2026, 2, 5, 10)) {
  let now = startedAt
  return {
    now: () => now,
    sleep: (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted()
      now += ms
      return Promise.resolve()
    },
  }
}

describe('a test request', () => {
  let server: Awaited<ReturnType<typeof startMessagesApi>> | undefined
  afterEach(() => server?.stop())

  interface Setup {
    readonly script: Script
    readonly plan?: Partial<TestPlan>
    readonly run?: Partial<TestRun>
    readonly connection?: Partial<Connection>
  }
  interface Outcome {
    readonly result: TestResult
    readonly kept: JsonObject[]
    readonly progress: Progress[]
    readonly charged: number[]
  }

  async function send({ script, plan, run, connection }: Setup): Promise<Outcome> {
    server = await startMessagesApi({ key, ...script })
    const kept: JsonObject[] = []
    const progress: Progress[] = []
    const charged: number[] = []
    const api = await connect({ key, baseUrl: server.url, timeoutMs: 3000, ...connection })
    const whole: TestPlan = {
      ...{ mode: 'single', body, betas: [], waitMs: 0, turns: 3, say: 'Go on.' },
      ...plan,
    }
    const result = await runTest(whole, {
      ...{ title: 'order.json', api, baseUrl: server.url, history: [], count: countBlock },
      ...{ clock: stillClock(), signal: new AbortController().signal, budget: 5, secrets: [key] },
      spending: {
        today: () => charged.reduce((a, b) => a + b, 0),
        add: (usd) => charged.push(usd),
      },
      onProgress: (each) => progress.push(each),
      keep: (line) => {
        kept.push(line as JsonObject)
        return Promise.resolve()
      },
      ...run,
    })
    return { result, kept, progress, charged }
  }

  it('is predicted, sent, compared and kept', async () => {
    const { result, kept, progress, charged } = await send({
      script: { messages: [{ usage: cold, id: 'msg_1', text: 'Yes, it is.' }] },
    })
    const [step] = result.steps
    assert.equal(step?.expected.usage.read, 0)
    assert.ok(step.expected.low.write5m <= 7812 && step.expected.high.write5m >= 7812)
    assert.equal(step.expected.isSettled, true)
    assert.deepEqual(step.actual, { read: 0, write1h: 0, ...cold })
    assert.equal(step.match, 'close')
    assert.equal(step.text, 'Yes, it is.')
    assert.equal(step.diagnosis, undefined)
    assert.equal(kept.length, 1)
    assert.match(String(kept[0]?.['url']), /^http:\/\/127\.0\.0\.1:\d+\/v1\/messages$/)
    assert.deepEqual(charged, [result.spent])
    assert.equal(progress.at(-1)?.phase, 'done')
    assert.deepEqual(server?.requests[0]?.body['diagnostics'], { previous_message_id: null })
    assert.equal(server.requests[0].body['stream'], true)
  })

  it('goes cold and warm: the second once the first answer has begun, while it is still being written', async () => {
    const secondCame = Promise.withResolvers<undefined>()
    const { result } = await send({
      script: {
        messages: [
          { usage: cold, id: 'msg_1', holdsFor: secondCame.promise },
          () => {
            secondCame.resolve(undefined)
            return { usage: warm, id: 'msg_2', diagnostics: null }
          },
        ],
      },
      plan: { mode: 'pair' },
    })
    const [first, second] = result.steps
    assert.deepEqual([first?.label, second?.label], ['Cold', 'Warm'])
    assert.equal(second?.match, 'equal')
    assert.equal(second.predicted?.read, 7812)
    assert.ok(second.expected.usage.read > 7000)
    assert.deepEqual(second.diagnosis, { kind: 'alike' })
    assert.deepEqual(server?.requests[1]?.body['diagnostics'], { previous_message_id: 'msg_1' })
  })

  it('shows a mismatch as one, with our reason and that of the API', async () => {
    const reason = { type: 'system_changed', cache_missed_input_tokens: 7800 }
    const { result } = await send({
      script: {
        messages: [
          { usage: cold, id: 'msg_1' },
          { usage: cold, id: 'msg_2', diagnostics: { cache_miss_reason: reason } },
        ],
      },
      plan: { mode: 'pair' },
    })
    const [, second] = result.steps
    assert.equal(second?.match, 'different')
    assert.equal(second.predicted?.read, 7812)
    assert.equal(second.reasons[0]?.kind, 'provider-side')
    assert.deepEqual(second.diagnosis, { kind: 'changed', type: 'system_changed', tokens: 7800 })
  })

  it('knows what an earlier test has left in the cache', async () => {
    const history: Exchange[] = []
    const first = await send({ script: { messages: [{ usage: cold, id: 'msg_1' }] } })
    await server?.stop()
    const { toExchange } = await import('../src/core/exchange.ts')
    for (const line of first.kept) history.push(...[toExchange(line)?.exchange ?? []].flat())
    const clock = stillClock(Date.UTC(2026, 2, 5, 10, 4))
    const { result } = await send({
      script: { messages: [{ usage: warm, diagnostics: null }] },
      run: { history, clock },
    })
    assert.equal(result.steps[0]?.expected.usage.read, 7812)
    assert.equal(result.steps[0].expected.low.read, 7812)
    assert.equal(result.steps[0].match, 'equal')
    assert.deepEqual(server?.requests[0]?.body['diagnostics'], { previous_message_id: 'msg_1' })
  })

  it('pre-warms without streaming and without an answer', async () => {
    const { result } = await send({
      script: {
        messages: [{ usage: { ...cold, output: 0 }, content: [], stopReason: 'max_tokens' }],
      },
      plan: { mode: 'prewarm' },
    })
    const sent = server?.requests[0]?.body
    assert.equal(sent?.['max_tokens'], 0)
    assert.equal('stream' in sent, false)
    assert.equal(result.steps[0]?.actual?.write5m, 7812)
    assert.equal(result.steps[0].stopReason, 'max_tokens')
  })

  it('names what pre-warming does not go with before it is sent', async () => {
    const { result } = await send({
      script: { messages: [{ status: 400, message: 'max_tokens: 0 and tool_choice any' }] },
      plan: { mode: 'prewarm', body: { ...body, tool_choice: { type: 'any' }, tools: [tool] } },
    })
    assert.equal(result.steps[0]?.expected.problems[0]?.code, 'prewarm-conflict')
    assert.deepEqual(result.steps[0].failure?.path, ['tool_choice'])
  })

  it('counts down a wait from the start of the first request, and expects the entry to be gone', async () => {
    const { result, progress } = await send({
      script: { messages: [{ usage: cold }, { usage: cold }] },
      plan: { mode: 'wait', waitMs: 330_000 },
    })
    const left = progress.flatMap(({ remainingMs }) => remainingMs ?? [])
    assert.equal(left.length, 330)
    assert.equal(left.at(-1), 1000)
    const [, second] = result.steps
    assert.equal(second?.label, 'After 5 min 30 s')
    assert.equal(second.expected.usage.read, 0)
    assert.equal(second.expected.reasons[0]?.kind, 'expired')
    assert.equal(second.match, 'equal')
  })

  it('goes through the turns of a conversation, each going on from the answer before', async () => {
    const { result } = await send({
      script: {
        messages: [
          { usage: { write5m: 7829, output: 5 }, id: 'msg_1', text: 'Yes.' },
          { usage: { read: 7829, write5m: 12, output: 5 }, id: 'msg_2', content: [toolUse] },
          { usage: { read: 7841, write5m: 60, output: 5 }, id: 'msg_3' },
        ],
      },
      plan: { mode: 'conversation', body: { ...body, cache_control: { type: 'ephemeral' } } },
    })
    assert.equal(result.steps.length, 3)
    const sent = server?.requests.map(({ body: each }) => each['messages'] as JsonObject[]) ?? []
    assert.deepEqual(sent[1]?.slice(1), [
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    ])
    assert.deepEqual(sent[2]?.at(-1)?.['content'], [
      { type: 'tool_result', tool_use_id: 'toolu_1', content: 'Go on.' },
    ])
    assert.equal(result.steps[2]?.predicted?.read, 7841)
  })

  it('counts tokens only', async () => {
    const { result, charged, kept } = await send({
      script: { counts: { tokens: 7829 } },
      plan: { mode: 'count' },
    })
    assert.equal(result.steps[0]?.counted, 7829)
    assert.deepEqual([charged, kept], [[], []])
    assert.deepEqual(Object.keys(server?.requests[0]?.body ?? {}).sort(), [
      'messages',
      'model',
      'system',
    ])
  })

  it('is a dry run without a key: nothing is sent, kept or charged', async () => {
    const { result, kept, charged } = await send({
      script: {},
      plan: { mode: 'pair' },
      run: { api: undefined },
    })
    assert.equal(result.isDry, true)
    assert.equal(server?.requests.length, 0)
    assert.ok((result.steps[1]?.predicted?.read ?? 0) > 7000)
    assert.equal(result.steps[1]?.actual, undefined)
    assert.deepEqual([kept, charged], [[], []])
  })

  it('stops where the budget of the day might not suffice', async () => {
    const { result } = await send({
      script: { messages: [{ usage: cold }] },
      plan: { mode: 'conversation' },
      run: { budget: 0.08 },
    })
    assert.equal(server?.requests.length, 1)
    const { failure } = result.steps[1] ?? {}
    assert.equal(failure?.kind, 'budget')
    assert.match(failure.what, /The budget of \$0\.0800 a day .* \$0\.0491 of it is used/)
    assert.match(failure.advice, /tomorrow/)
  })

  it('is sent again without diagnostics where the address does not know them', async () => {
    const refusal = { status: 400, message: 'diagnostics: Extra inputs are not permitted' }
    const { result } = await send({ script: { messages: [refusal, { usage: cold }] } })
    assert.equal(result.steps[0]?.failure, undefined)
    assert.match(result.notes[0] ?? '', /knows no cache diagnostics/)
    assert.equal('diagnostics' in (server?.requests[1]?.body ?? {}), false)
  })

  it('goes through a proxy, with headers of one’s own', async () => {
    const proxy = createServer()
    const tunnels: string[] = []
    proxy.on('connect', ({ url = '' }: { url?: string }, client, head) => {
      tunnels.push(url)
      const [host, port] = url.split(':')
      const upstream = connectSocket(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.write(head)
        upstream.pipe(client).pipe(upstream)
      })
      upstream.on('error', () => client.destroy())
      client.on('error', () => upstream.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const { result } = await send({
      script: { messages: [{ usage: cold }] },
      connection: { proxy: `http://127.0.0.1:${port}`, headers: { 'x-team': 'shop' } },
    })
    assert.equal(result.steps[0]?.failure, undefined)
    assert.equal(tunnels.length, 1)
    assert.equal(server?.requests[0]?.headers['x-team'], 'shop')
    proxy.closeAllConnections()
    proxy.close()
  })

  it('can be stopped in the middle of an answer, and says what that cost', async () => {
    const stop = new AbortController()
    const { result, kept } = await send({
      script: { messages: [{ usage: cold, text: 'a b c d', holdsFor: never, holdsAt: 4 }] },
      run: {
        signal: stop.signal,
        onProgress: ({ phase }) => {
          if (phase === 'answering') stop.abort()
        },
      },
    })
    const { failure } = result.steps[0] ?? {}
    assert.equal(failure?.kind, 'cancelled')
    assert.match(failure.what, /in the middle of the answer/)
    assert.match(failure.cost, /At least \$0\.04/)
    assert.equal(kept.length, 1)
  })

  const errors: readonly [string, Script['messages'], string, RegExp][] = [
    ['a 401', [{ status: 401, message: 'invalid x-api-key' }], 'key', /does not accept the key/],
    ['a 403', [{ status: 403, message: 'not allowed' }], 'permission', /not allowed\./],
    ['an unknown model', [{ status: 404, message: 'model: claude-opus-5' }], 'model', /opus-5/],
    ['a wrong address', [{ status: 404, message: 'Not found' }], 'address', /no Messages API at/],
    ['a 413', [{ status: 413, message: 'Request exceeds the maximum size' }], 'too-large', /32 MB/],
    ['a 402', [{ status: 402, message: 'out of credit' }], 'billing', /out of credit/],
    ['a 529', [{ status: 529, message: 'Overloaded' }], 'overloaded', /overloaded \(529\)/],
    ['a 500', [{ status: 500, message: 'Internal' }], 'server', /Internal\./],
    ['a web page', [{ status: 502, message: '', body: '<html><body>x' }], 'server', /web page/],
    ['a cut before the answer', ['cut'], 'cut', /before it answered/],
  ]
  for (const [name, messages, kind, what] of errors) {
    it(`explains ${name}`, async () => {
      const { result, kept } = await send({ script: { messages: messages ?? [] } })
      const { failure } = result.steps[0] ?? {}
      assert.equal(failure?.kind, kind)
      assert.match(failure.what, what)
      assert.ok(failure.cost !== '' && failure.advice !== '')
      assert.equal(kept.length, 0)
    })
  }

  it('says how long to wait after a 429', async () => {
    const headers = { 'retry-after': '12' }
    const { result, charged } = await send({
      script: { messages: [{ status: 429, message: 'This request would exceed', headers }] },
    })
    assert.equal(result.steps[0]?.failure?.retryAfterMs, 12_000)
    assert.match(result.steps[0].failure.advice, /^Wait 12 s, then send it again/)
    assert.equal(result.steps[0].failure.cost, 'It cost nothing.')
    assert.deepEqual(charged, [])
  })

  it('fills the context gauge with the API’s numbers when the prompt is too long', async () => {
    const message = 'prompt is too long: 208656 tokens > 200000 maximum'
    const { result } = await send({ script: { messages: [{ status: 400, message }] } })
    assert.deepEqual(result.steps[0]?.failure?.context, { tokens: 208_656, window: 200_000 })
    assert.match(result.steps[0].failure.what, /208,656 tokens, and the model takes 200,000/)
  })

  it('explains a time-out, on which it may have cost something', async () => {
    const { result, charged } = await send({
      script: { messages: ['silence'] },
      connection: { timeoutMs: 60 },
    })
    const [step] = result.steps
    assert.equal(step?.failure?.kind, 'timeout')
    assert.match(step.failure.cost, /Perhaps nothing.*at most \$0\.0\d/)
    assert.deepEqual(charged, [step.expected.atMost])
  })

  it('explains a cut and an error in the middle of an answer, and keeps what is known', async () => {
    for (const failsWith of [undefined, { status: 529, message: 'Overloaded' }]) {
      const { result, kept } = await send({
        script: {
          messages: [{ usage: cold, text: 'a b c', cutAfter: 3, ...(failsWith && { failsWith }) }],
        },
      })
      const [step] = result.steps
      assert.equal(step?.failure?.kind, failsWith ? 'overloaded' : 'cut')
      assert.match(step.failure.cost, /^At least \$0\.04/)
      assert.equal(step.actual?.write5m, 7812)
      assert.equal(kept.length, 1)
      await server?.stop()
    }
    server = undefined
  })

  it('explains a refused connection', async () => {
    const gone = await startMessagesApi({})
    await gone.stop()
    const { result, charged } = await send({ script: {}, connection: { baseUrl: gone.url } })
    const { failure } = result.steps[0] ?? {}
    assert.equal(failure?.kind, 'unreachable')
    assert.match(failure.what, /cannot be reached \(ECONNREFUSED\)/)
    assert.equal(failure.cost, 'It cost nothing.')
    assert.deepEqual(charged, [])
  })

  it('explains an address that does not speak TLS, and one whose certificate nobody knows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    const { certificate, key: own } = makeCertificates(folder)
    const files = { cert: readFileSync(certificate), key: readFileSync(own) }
    for (const [other, code] of [
      [createServer(), /SSL|TLS|EPROTO/],
      [createSecureServer(files), /UNABLE_TO_VERIFY|SELF_SIGNED/],
    ] as const) {
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      const { port } = other.address() as AddressInfo
      const { result } = await send({
        script: {},
        connection: { baseUrl: `https://127.0.0.1:${port}` },
      })
      const { failure } = result.steps[0] ?? {}
      assert.equal(failure?.kind, 'tls', failure?.what)
      assert.match(failure.what, code)
      assert.match(failure.advice, /certificate/)
      other.closeAllConnections()
      other.close()
      await server?.stop()
    }
    rmSync(folder, { recursive: true })
    server = undefined
  })

  it('leaves the key out of everything that is shown or kept', async () => {
    const told = { ...body, messages: [{ role: 'user', content: `My key is ${key}.` }] }
    const { result, kept } = await send({
      script: {
        messages: [
          { usage: cold, text: `You said ${key}` },
          { status: 403, message: `The key ${key} may not` },
        ],
      },
      plan: { mode: 'pair', body: told },
    })
    assert.equal(result.steps.length, 2)
    assert.doesNotMatch(JSON.stringify([result, kept]), /secret-of-this-test/)
  })
})

const never = new Promise(() => undefined)
const tool = { name: 'find', input_schema: { type: 'object' } }
const toolUse = { type: 'tool_use', id: 'toolu_1', name: 'find', input: { order: 12 } }
