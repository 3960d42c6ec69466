import Anthropic from '@anthropic-ai/sdk'
import assert from 'node:assert/strict'
import { type Script, startMessagesApi } from './messages-api/server.mjs'

const body = {
  model: 'claude-opus-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello.' }],
}
const usage = { read: 2000, write5m: 30, write1h: 7, input: 3, output: 5 }

describe('the scripted Messages API, asked by the SDK', () => {
  let api: Awaited<ReturnType<typeof startMessagesApi>> | undefined
  const start = async (script: Script) => {
    api = await startMessagesApi(script)
    return new Anthropic({ apiKey: 'k-1', baseURL: api.url, maxRetries: 0, timeout: 2000 })
  }
  afterEach(() => api?.stop())

  it('answers a message with its usage and diagnostics', async () => {
    const reason = { type: 'system_changed', cache_missed_input_tokens: 1900 }
    const client = await start({
      messages: [{ usage, diagnostics: { cache_miss_reason: reason } }],
    })
    const message = await client.messages.create({
      ...body,
      diagnostics: { previous_message_id: 'msg_0' },
    })
    assert.equal(message.usage.cache_read_input_tokens, 2000)
    assert.equal(message.usage.cache_creation_input_tokens, 37)
    assert.equal(message.usage.cache_creation?.ephemeral_1h_input_tokens, 7)
    assert.deepEqual(message.diagnostics?.cache_miss_reason, reason)
    assert.deepEqual(api?.requests[0]?.body['diagnostics'], { previous_message_id: 'msg_0' })
  })

  it('streams the same message, texts and tools', async () => {
    const content = [
      { type: 'text', text: 'Let me look that up.' },
      { type: 'tool_use', id: 'toolu_1', name: 'find', input: { words: 'a b' } },
    ]
    const client = await start({
      messages: [{ usage, content, id: 'msg_7', stopReason: 'tool_use' }],
    })
    const message = await client.messages.stream(body).finalMessage()
    assert.equal(message.id, 'msg_7')
    assert.deepEqual(JSON.parse(JSON.stringify(message.content)), content)
    assert.equal(message.stop_reason, 'tool_use')
    assert.equal(message.usage.cache_read_input_tokens, 2000)
    assert.equal(message.usage.output_tokens, 5)
  })

  it('counts tokens', async () => {
    const client = await start({ counts: () => ({ tokens: 1234 }) })
    const { max_tokens: _, ...counted } = body
    for (let i = 0; i < 2; i++) {
      assert.equal((await client.messages.countTokens(counted)).input_tokens, 1234)
    }
  })

  it('refuses a wrong key', async () => {
    const client = await start({ key: 'another', messages: [{}] })
    await assert.rejects(client.messages.create(body), Anthropic.AuthenticationError)
    await assert.rejects(client.models.list(), Anthropic.AuthenticationError)
  })

  it('answers with any error, and its headers', async () => {
    const client = await start({
      messages: [
        { status: 429, message: 'slow down', headers: { 'retry-after': '12' } },
        { status: 529, message: 'Overloaded' },
        { status: 502, message: '', body: '<html>Bad gateway</html>' },
      ],
    })
    const limited = await client.messages.create(body).catch((error: unknown) => error)
    assert.ok(limited instanceof Anthropic.RateLimitError)
    assert.equal(limited.headers.get('retry-after'), '12')
    assert.equal(limited.apiMessage, 'slow down')
    await assert.rejects(client.messages.create(body), Anthropic.OverloadedError)
    await assert.rejects(client.messages.create(body), /502/)
  })

  it('goes silent, and cuts the line before and within an answer', async () => {
    const client = await start({
      messages: ['silence', 'cut', { cutAfter: 2 }, { cutAfter: 3, failsWith: overloaded }],
    })
    const timed = client.messages.create(body, { timeout: 50 })
    await assert.rejects(timed, Anthropic.APIConnectionTimeoutError)
    await assert.rejects(client.messages.create(body), Anthropic.APIConnectionError)
    await assert.rejects(client.messages.stream(body).finalMessage())
    await assert.rejects(client.messages.stream(body).finalMessage(), /Overloaded/)
  })

  it('answers no request that is not in the script', async () => {
    const client = await start({ messages: [{}] })
    await client.messages.create(body)
    await assert.rejects(client.messages.create(body), /No answer is scripted/)
  })

  it('answers in the order that the script asks for, not in that of the requests', async () => {
    const second = Promise.withResolvers<undefined>()
    const client = await start({
      messages: [{ id: 'slow', waitsFor: second.promise }, { id: 'quick' }],
    })
    const order: string[] = []
    const slow = client.messages.create(body).then(({ id }) => order.push(id))
    while (api?.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    order.push((await client.messages.create(body)).id)
    second.resolve(undefined)
    await slow
    assert.deepEqual(order, ['quick', 'slow'])
  })
})

const overloaded = { status: 529, message: 'Overloaded' }
