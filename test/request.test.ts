import assert from 'node:assert/strict'
import type { Platform, Prompt } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'

const model = 'claude-opus-5'
const mark = { cache_control: { type: 'ephemeral' } }
const mark1h = { cache_control: { type: 'ephemeral', ttl: '1h' } }
const text = (words: string, more = {}): object => ({ type: 'text', text: words, ...more })
const user = (...content: unknown[]): object => ({ role: 'user', content })
const assistant = (...content: unknown[]): object => ({ role: 'assistant', content })
const thinking = { type: 'thinking', thinking: 'hm', signature: 's' }

/** A prompt in one line: types (texts as they are), with a mark as `!`. */
function line({ blocks }: Prompt): string {
  return blocks
    .map(({ type, content, breakpoint }) => {
      const name = type === 'text' ? content : type
      return breakpoint ? `${name}!${breakpoint === '1h' ? '1h' : ''}` : name
    })
    .join(' ')
}

const lineOf = (body: object): string => line(parseRequest({ model, ...body }).prompt)

/** Codes of what the API would refuse, with the place. */
function refused(body: object, platform?: Platform): string[] {
  const { problems } = parseRequest({ model, ...body }, undefined, platform ? { platform } : {})
  return problems.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`)
}

describe('request', () => {
  it('is rendered as tools, system, messages, whatever the order of its keys', () => {
    const body = { messages: [user(text('m'))], system: 's', tools: [{ name: 't' }] }
    assert.equal(lineOf(body), 'custom s m')
  })

  it('takes a string for one text block', () => {
    const asText = parseRequest({ model, messages: [{ role: 'user', content: 'm' }] }).prompt
    const asBlock = parseRequest({ model, messages: [user(text('m'))] }).prompt
    assert.deepEqual(asText, asBlock)
  })

  it('keeps the order of keys inside schemas and inputs, and of nothing else', () => {
    const tool = (schema: object, more = {}): string =>
      parseRequest({ tools: [{ ...more, name: 't', input_schema: schema, description: 'd' }] })
        .prompt.blocks[0]?.content ?? ''
    assert.notEqual(tool({ a: 1, b: 2 }), tool({ b: 2, a: 1 }))
    assert.equal(tool({ a: 1 }), tool({ a: 1 }, { description: 'd' }))
  })

  it('leaves deferred tools out', () => {
    assert.equal(lineOf({ tools: [{ name: 't', defer_loading: true }], system: 's' }), 's')
  })

  it('leaves out what came before a compaction', () => {
    const messages = [
      user(text('a')),
      assistant({ type: 'compaction', content: 'c' }),
      user(text('b')),
    ]
    assert.equal(lineOf({ system: 's', messages }), 's compaction b')
  })

  it('drops the thinking of earlier turns on models that do not keep it', () => {
    const messages = [user(text('a')), assistant(thinking, text('b')), user(text('c'))]
    assert.equal(lineOf({ messages }), 'a thinking b c')
    assert.equal(lineOf({ model: 'claude-sonnet-4-5', messages }), 'a b c')
    const edits = [{ type: 'clear_thinking_20251015', keep: 'all' }]
    const body = { model: 'claude-sonnet-4-5', messages, context_management: { edits } }
    assert.equal(lineOf(body), 'a thinking b c')
  })

  it('keeps thinking within a tool loop', () => {
    const call = { type: 'tool_use', id: 'i', name: 't', input: {} }
    const result = { type: 'tool_result', tool_use_id: 'i', content: 'r' }
    const messages = [user(text('a')), assistant(thinking, call), user(result)]
    assert.equal(
      lineOf({ model: 'claude-sonnet-4-5', messages }),
      'a thinking tool_use tool_result',
    )
  })

  it('moves a mark on the last part of a result to the result', () => {
    const result = { type: 'tool_result', tool_use_id: 'i', content: [text('a'), text('b', mark)] }
    assert.equal(lineOf({ messages: [user(result)] }), 'tool_result!')
  })

  it('that is no request is a problem and an empty prompt', () => {
    for (const body of [null, 3, 'a', [], undefined]) {
      assert.deepEqual(parseRequest(body).prompt.blocks, [])
      assert.equal(parseRequest(body).problems[0]?.code, 'not-a-request')
    }
  })
})

describe('automatic caching', () => {
  it('marks the last block', () => {
    assert.equal(lineOf({ ...mark, system: 's', messages: [user(text('m'))] }), 's m!')
    assert.equal(lineOf({ ...mark1h, system: 's' }), 's!1h')
  })

  it('walks back over blocks that cannot be marked', () => {
    const messages = [user(text('m')), assistant(thinking, text(''))]
    assert.equal(lineOf({ ...mark, messages }), 'm! thinking ')
    assert.equal(lineOf({ ...mark, messages: [user(text(''))] }), '')
  })

  it('changes nothing where its block is marked alike', () => {
    assert.equal(lineOf({ ...mark, messages: [user(text('m', mark))] }), 'm!')
    assert.deepEqual(refused({ ...mark, messages: [user(text('m', mark))] }), [])
  })
})

describe('refusals', () => {
  const marks = (n: number): object[] => Array.from({ length: n }, (_, i) => text(String(i), mark))

  it('more than four breakpoints, the automatic one included', () => {
    assert.deepEqual(refused({ system: marks(4) }), [])
    assert.deepEqual(refused({ system: marks(5) }), ['too-many-breakpoints system.4.cache_control'])
    assert.deepEqual(refused({ ...mark, system: [...marks(4), text('x')] }), [
      'too-many-breakpoints cache_control',
    ])
  })

  it('an hour after five minutes', () => {
    assert.deepEqual(
      refused({ system: [text('a', mark1h)], messages: [user(text('b', mark))] }),
      [],
    )
    assert.deepEqual(refused({ system: [text('a', mark)], messages: [user(text('b', mark1h))] }), [
      'ttl-order messages.0.content.0.cache_control',
    ])
    const automatic = { ...mark1h, system: [text('a', mark)], messages: [user(text('b'))] }
    assert.deepEqual(refused(automatic), ['ttl-order cache_control'])
  })

  it('an automatic lifetime that differs from the block’s own', () => {
    assert.deepEqual(refused({ ...mark1h, messages: [user(text('m', mark))] }), [
      'automatic-ttl cache_control',
    ])
  })

  it('automatic caching on Bedrock', () => {
    assert.deepEqual(refused({ ...mark, system: 's' }, 'bedrock'), [
      'automatic-unavailable cache_control',
    ])
  })

  it('marks on what cannot be marked', () => {
    const messages = [user(text('m')), assistant({ ...thinking, ...mark })]
    assert.deepEqual(refused({ messages }), ['ineligible-block messages.1.content.0.cache_control'])
    assert.deepEqual(refused({ system: [text('', mark)] }), ['empty-text system.0.cache_control'])
    assert.deepEqual(refused({ tools: [{ name: 't', defer_loading: true, ...mark }] }), [
      'deferred-tool tools.0.cache_control',
    ])
    const result = { type: 'tool_result', tool_use_id: 'i', content: [text('a', mark), text('b')] }
    assert.deepEqual(refused({ messages: [user(result)] }), [
      'sub-block messages.0.content.0.content.0.cache_control',
    ])
    assert.deepEqual(refused({ tools: [{ type: 'mcp_toolset', configs: { a: mark } }] }), [
      'toolset-member tools.0.configs.a.cache_control',
    ])
  })

  it('malformed marks', () => {
    assert.deepEqual(refused({ system: [text('a', { cache_control: { type: 'forever' } })] }), [
      'malformed-breakpoint system.0.cache_control',
    ])
    const odd = { cache_control: { type: 'ephemeral', ttl: '2h' } }
    assert.deepEqual(refused({ system: [text('a', odd)] }), [
      'malformed-breakpoint system.0.cache_control',
    ])
  })

  it('a pre-warming request that asks for an answer', () => {
    const warm = { max_tokens: 0, system: [text('a', mark)] }
    assert.deepEqual(refused(warm), [])
    assert.deepEqual(refused({ ...warm, stream: true }), ['prewarm-conflict stream'])
    assert.deepEqual(refused({ ...warm, tool_choice: { type: 'any' } }), [
      'prewarm-conflict tool_choice',
    ])
    assert.deepEqual(refused({ ...warm, thinking: { type: 'enabled' } }), [
      'prewarm-conflict thinking',
    ])
  })

  it('a system message in the wrong place', () => {
    const system = { role: 'system', content: [text('s')] }
    assert.deepEqual(refused({ messages: [user(text('a')), system] }), [])
    assert.deepEqual(refused({ messages: [user(text('a')), system, assistant(text('b'))] }), [])
    assert.deepEqual(refused({ system: 's', messages: [system, user(text('a'))] }), [
      'system-message messages.0',
    ])
    assert.deepEqual(refused({ messages: [user(text('a')), system, user(text('b'))] }), [
      'system-message messages.1',
    ])
    const call = { type: 'tool_use', id: 'i', name: 't', input: {} }
    assert.deepEqual(refused({ messages: [user(text('a')), assistant(call), system] }), [
      'system-message messages.2',
    ])
  })

  it('are what a prompt is refused for', () => {
    assert.equal(parseRequest({ model, system: marks(5) }).prompt.refusal, 'too-many-breakpoints')
    assert.equal(parseRequest({ model, system: marks(4) }).prompt.refusal, undefined)
  })
})

describe('dialects', () => {
  const same = { tools: [{ name: 't', description: 'd', input_schema: { type: 'object' } }] }
  const expected = parseRequest({
    model,
    tools: [{ ...same.tools[0], ...mark }],
    system: [text('s', mark1h)],
    messages: [user(text('u', mark))],
  })

  it('read a Bedrock Converse body as what it becomes', () => {
    const body = {
      modelId: model,
      toolConfig: {
        tools: [
          { toolSpec: { name: 't', description: 'd', inputSchema: { json: { type: 'object' } } } },
          { cachePoint: { type: 'default' } },
        ],
      },
      system: [{ text: 's' }, { cachePoint: { type: 'default', ttl: '1h' } }],
      messages: [user({ text: 'u' }, { cachePoint: { type: 'default' } })],
    }
    assert.deepEqual(parseRequest(body).prompt, expected.prompt)
  })

  it('read a call of the AI SDK as what it becomes', () => {
    const cached = (ttl?: string): object => ({
      providerOptions: { anthropic: { cacheControl: { type: 'ephemeral', ...(ttl && { ttl }) } } },
    })
    const body = {
      model,
      tools: { t: { description: 'd', inputSchema: { type: 'object' }, ...cached() } },
      messages: [
        { role: 'system', content: 's', ...cached('1h') },
        { role: 'user', content: [text('u', cached())] },
      ],
    }
    assert.deepEqual(parseRequest(body).prompt, expected.prompt)
  })

  it('read an OpenAI-style body as what it becomes', () => {
    const body = {
      model,
      tools: [
        {
          type: 'function',
          function: { name: 't', description: 'd', parameters: { type: 'object' } },
          ...mark,
        },
      ],
      messages: [{ role: 'system', content: [text('s', mark1h)] }, user(text('u', mark))],
    }
    assert.deepEqual(parseRequest(body).prompt, expected.prompt)
  })

  it('report problems where they stand in the body that was sent', () => {
    const point = { cachePoint: { type: 'default' } }
    const hour = { cachePoint: { type: 'default', ttl: '1h' } }
    const body = {
      modelId: model,
      system: [{ text: 'a' }, point, { text: 'b' }, hour],
      messages: [],
    }
    assert.deepEqual(
      parseRequest(body).problems.map(({ code, path }) => [code, path]),
      [['ttl-order', ['system', 3]]],
    )
  })
})
