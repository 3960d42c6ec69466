import assert from 'node:assert/strict'
import { type LogItem, readLog } from '../src/core/logs.ts'
import type { Exchange } from '../src/core/prompt.ts'
import { logText } from './log-text.ts'

async function read(...lines: readonly unknown[]) {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  const items: LogItem[] = []
  for await (const item of readLog(logText(texts.join('\n')))) items.push(item)
  return {
    format: items.flatMap((item) => ('format' in item ? [item.format.id] : []))[0],
    exchanges: items.flatMap((item): Exchange[] => ('exchange' in item ? [item.exchange] : [])),
    problems: items.flatMap((item) => ('problem' in item ? [item.problem] : [])),
  }
}

const usage = {
  input_tokens: 3,
  cache_creation_input_tokens: 30,
  cache_read_input_tokens: 1600,
  cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
  output_tokens: 5,
}
const expected = { read: 1600, write5m: 10, write1h: 20, input: 3, output: 5 }

describe('a captured log', () => {
  const line = {
    startedAt: '2026-01-02T03:04:05.000Z',
    durationMs: 1500,
    request: { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'hi' }] },
    response: { id: 'msg_1', model: 'claude-sonnet-4-5-20250929', usage },
  }

  it('is one exchange a line, request and answer together', async () => {
    const { format, exchanges } = await read(line)
    assert.equal(format, 'captured')
    assert.deepEqual(exchanges[0]?.usage, expected)
    assert.equal(exchanges[0].startedAt, Date.UTC(2026, 0, 2, 3, 4, 5))
    assert.equal(exchanges[0].prompt?.blocks[0]?.content, 'hi')
  })

  it('may hold bodies without usage and usage without bodies', async () => {
    const { exchanges } = await read(
      { ...line, response: undefined },
      { ...line, request: undefined },
    )
    assert.equal(exchanges[0]?.usage, undefined)
    assert.equal(exchanges[1]?.prompt, undefined)
    assert.deepEqual(exchanges[1]?.usage, expected)
  })

  it('reports a line that was cut off, with its number, and reads the rest', async () => {
    const { exchanges, problems } = await read(line, JSON.stringify(line).slice(0, 80), line)
    assert.equal(exchanges.length, 2)
    assert.match(problems[0]?.message ?? '', /^Line 2 is not complete JSON/)
  })
})

describe('a Claude Code transcript', () => {
  const answer = (id: string, output: number, more = {}) => ({
    type: 'assistant',
    uuid: `u${id}${output}`,
    sessionId: 's',
    isSidechain: false,
    timestamp: `2026-01-02T03:04:0${output}.000Z`,
    requestId: `r${id}`,
    message: { id, model: 'claude-sonnet-4-5', usage: { ...usage, output_tokens: output } },
    ...more,
  })

  it('has one exchange an answer, with its first time and its last usage', async () => {
    const lines = [{ type: 'summary' }, answer('a', 1), answer('a', 4), answer('b', 5)]
    const { format, exchanges } = await read(...lines)
    assert.equal(format, 'claude-code')
    assert.equal(exchanges.length, 2)
    assert.deepEqual(exchanges[0]?.usage, { ...expected, output: 4 })
    assert.equal(exchanges[0].startedAt, Date.UTC(2026, 0, 2, 3, 4, 1))
  })

  it('leaves out errors that are written as answers', async () => {
    const error = answer('c', 0, { message: { id: 'c', model: '<synthetic>', usage } })
    assert.equal((await read(answer('a', 1), error)).exchanges.length, 1)
  })

  it('tells sub-agents from the main agent', async () => {
    const { exchanges } = await read(answer('a', 1), answer('b', 2, { isSidechain: true }))
    assert.deepEqual(
      exchanges.map(({ lane }) => lane),
      ['main agent', 'sub-agent'],
    )
  })

  it('says so when it holds no answer', async () => {
    const { problems } = await read({ type: 'user', uuid: 'u', sessionId: 's' })
    assert.equal(problems[0]?.code, 'no-exchanges')
  })
})

describe('a pi session', () => {
  const message = (provider: string, cacheRead: number) => ({
    type: 'message',
    timestamp: '2026-01-02T03:04:05.000Z',
    message: {
      role: 'assistant',
      provider,
      model: 'claude-sonnet-4-5',
      usage: { input: 3, output: 5, cacheRead, cacheWrite: 30 },
    },
  })

  it('is read in its own words, without requests to others', async () => {
    const session = { type: 'session', id: 'x', cwd: '/' }
    const lines = [session, message('openai', 1), message('anthropic', 1600)]
    const { format, exchanges } = await read(...lines)
    assert.equal(format, 'pi')
    assert.deepEqual(
      exchanges.map((each) => each.usage),
      [{ read: 1600, write5m: 30, write1h: 0, input: 3, output: 5 }],
    )
  })
})

describe('any other file', () => {
  const codes = async (...lines: unknown[]) =>
    (await read(...lines)).problems.map(({ code }) => code)

  it('gets a message that says what it is and what can be read', async () => {
    assert.deepEqual(await codes(), ['empty-log'])
    assert.deepEqual(await codes('', '   '), ['empty-log'])
    assert.deepEqual(await codes('no', 'json'), ['unknown-log'])
    assert.deepEqual(await codes({ a: 1 }, [], null, 3), ['unknown-log'])
  })
})
