import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readPrompts } from '../src/core/sources.ts'

const options = { model: 'claude-sonnet-4-5', markers: [] }

function read(text: string, more: { markers?: string[] } = {}) {
  const found = readPrompts({ text, path: 'prompt.md' }, { ...options, ...more })
  return found && { id: found.source.id, ...found.prompts[0] }
}

function blocksOf(text: string, more: { markers?: string[] } = {}) {
  return read(text, more)?.prompt?.blocks.map(({ content, breakpoint }) => [content, breakpoint])
}

describe('a text with a boundary', () => {
  for (const marker of [
    '<<CACHE_BOUNDARY>>',
    '<<CACHE_BOUNDARY_MARKER>>',
    '<<<CACHE_BOUNDARY>>>',
    '<<<CACHE_BOUNDARY:rules>>>',
    '__CACHE_BOUNDARY__',
    '__SYSTEM_PROMPT_DYNAMIC_BOUNDARY__',
    '<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"5m"} -->',
  ]) {
    it(`ends its cached prefix at ${marker}`, () => {
      assert.deepEqual(blocksOf(`static\n${marker}\ndynamic`), [
        ['static\n', '5m'],
        ['\ndynamic', undefined],
      ])
    })
  }

  it('takes the lifetime from a comment', () => {
    const text = 'a\n<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->\nb'
    assert.equal(blocksOf(text)?.[0]?.[1], '1h')
  })

  it('has one block for each of several boundaries', () => {
    assert.deepEqual(blocksOf('a\n<<CACHE_BOUNDARY>>\nb\n<<CACHE_BOUNDARY>>\n'), [
      ['a\n', '5m'],
      ['\nb\n', '5m'],
    ])
  })

  it('knows the markers that a setting adds', () => {
    assert.deepEqual(blocksOf('a%%b', { markers: ['%%'] }), [
      ['a', '5m'],
      ['b', undefined],
    ])
  })

  it('says where its blocks and its markers stand, also after emoji and CRLF', () => {
    const text = '😀 static\r\n<<CACHE_BOUNDARY>>\r\ndynamic'
    const [first, second] = read(text)?.prompt?.blocks ?? []
    assert.equal(slice(text, first?.span), '😀 static\r\n')
    assert.equal(slice(text, first?.breakpointSpan), '<<CACHE_BOUNDARY>>')
    assert.equal(slice(text, second?.span), '\r\ndynamic')
  })

  it('is not seen in a text without a marker', () => {
    assert.equal(read('nothing here'), undefined)
  })
})

describe('a Markdown template', () => {
  const text = '---\nmodel: claude-opus-4-5\nttl: 1h\n---\nDo it.\n\n## Context\n{{manual}}\n'

  it('ends its instructions at the context heading', () => {
    assert.deepEqual(blocksOf(text), [
      ['Do it.\n\n', '1h'],
      ['## Context\n{{manual}}\n', undefined],
    ])
  })

  it('takes its model from the front matter', () => {
    assert.equal(read(text)?.prompt?.model, 'claude-opus-4-5')
    assert.equal(read('Do it.\n## Context\n{{x}}')?.prompt?.model, options.model)
  })

  it('is not seen in a document that only has such a heading', () => {
    assert.equal(read('# Notes\n## Context\nplain words'), undefined)
  })

  it('reads on when its front matter is malformed', () => {
    assert.equal(read('---\n: [\n---\nDo it.\n## Context\n{{x}}')?.id, 'template')
  })
})

describe('a request body', () => {
  const body = {
    model: 'claude-haiku-4-5',
    messages: [
      {
        role: 'user',
        content: [{ type: 'text', text: 'hello', cache_control: { type: 'ephemeral' } }],
      },
    ],
    system: 'be brief',
    tools: [{ name: 'look', input_schema: {}, cache_control: { type: 'ephemeral', ttl: '1h' } }],
  }
  const text = JSON.stringify(body, null, 2)

  it('is read in render order, whatever the order of its keys', () => {
    const blocks = read(text)?.prompt?.blocks.map(({ section, breakpoint }) => [
      section,
      breakpoint,
    ])
    assert.deepEqual(blocks, [
      ['tools', '1h'],
      ['system', undefined],
      ['messages', '5m'],
    ])
  })

  it('says where each cache_control stands', () => {
    const spans = read(text)?.prompt?.blocks.map(({ breakpointSpan }) =>
      slice(text, breakpointSpan),
    )
    assert.deepEqual(
      spans?.map((each) => each && (JSON.parse(each) as unknown)),
      [{ type: 'ephemeral', ttl: '1h' }, undefined, { type: 'ephemeral' }],
    )
  })

  it('may have comments and trailing commas', () => {
    const jsonc = '// mine\n{ "messages": [{ "role": "user", "content": "hi" }], }'
    assert.deepEqual(blocksOf(jsonc), [['hi', undefined]])
  })

  it('is understood as far as it goes while it is malformed, and says where it breaks', () => {
    for (let end = text.indexOf('hello') + 5; end < text.length; end++) {
      const found = read(text.slice(0, end))
      assert.equal(found?.id, 'request-json')
      assert.equal(found.problems?.[0]?.code, 'invalid-json')
    }
  })

  it('keeps the breakpoints that stand before the place where it breaks', () => {
    const found = read(text.slice(0, text.indexOf('"tools"')))
    assert.deepEqual(
      found?.prompt?.blocks.map(({ breakpoint }) => breakpoint),
      [undefined, '5m'],
    )
  })

  it('is not seen in other JSON that has messages', () => {
    assert.equal(read('{"messages": {"hello": "Hallo"}}'), undefined)
    assert.equal(read('{"messages": [{"text": "unused variable", "line": 3}]}'), undefined)
  })
})

describe('every source', () => {
  const pieces = [
    ...[
      '<<CACHE_BOUNDARY>>',
      '## Context\n',
      '{{x}}',
      '{"messages":[',
      '{"role":"user","content":[',
    ],
    ...[']', '}', '"', '\n', '---\n', 'ttl: 1h\n', '"cache_control":{"type":"ephemeral"}', ','],
    ...[
      '😀',
      '\uD800',
      'null',
      '"system":',
      'system: ',
      '- ',
      '\r\n',
      '\t',
      '### a\n',
      'POST /\n\n',
    ],
    ...['client.messages.create(', ')', 'model=', 'const a = ', 'a', ' + ', '`', '${a}', 'f"{a}"'],
    ...['{', 'def f(a): return ', 'f(', '[*a]', '=> ', '.join(a)', '{{role "user"}}', 'user:\n'],
  ]
  const paths = ['x.md', 'x.json', 'x.yaml', 'x.http', 'x.prompty', 'x.ts', 'x.py', 'x-static.txt']
  const arbitrary = fc.tuple(
    fc.constantFrom(...paths),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
  )

  it('never throws and keeps its spans inside the text', () => {
    fc.assert(
      fc.property(arbitrary, ([path, words]) => {
        const text = words.join('')
        const document = { text, path, sibling: () => text }
        const prompts = readPrompts(document, options)?.prompts ?? []
        for (const { prompt, problems } of prompts) {
          const spans = [
            ...prompt.blocks.flatMap(({ span, breakpointSpan, dynamic = [] }) => [
              span,
              breakpointSpan,
              ...dynamic,
            ]),
            ...problems.map(({ span }) => span),
          ]
          for (const span of spans) {
            if (!span) continue
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length + 1)
          }
        }
      }),
      { numRuns: 3000 },
    )
  })
})

function slice(text: string, span: { start: number; end: number } | undefined): string | undefined {
  return span && text.slice(span.start, span.end)
}
