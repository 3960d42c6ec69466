import assert from 'node:assert/strict'
import type { Block, Span } from '../src/core/prompt.ts'
import type { SourceOptions } from '../src/core/source.ts'
import { readPrompts } from '../src/core/sources.ts'
import { fixture, spellings } from './fixtures.ts'

const options: SourceOptions = { model: 'claude-sonnet-4-5', markers: [] }

/** The kind of a fixture, then its prompts: section, breakpoint and what stands at it, beginning and variables of each block. */
const expected: Readonly<Record<string, readonly [string, ...(readonly string[])[]]>> = {
  'boundary.md': [
    'boundary-text',
    [
      'system 5m@<<CACHE_BOUNDARY>> You sort incoming',
      'system  Today’s post: {{letters}} [{{letters}}]',
    ],
  ],
  'sections.txt': [
    'boundary-text',
    [
      'system 5m@<<<CACHE_BOUNDARY:rules>>> Rules of the',
      'system 5m@<!-- ANTHROPIC_CACHE_CONTROL: {"type": "ephemeral", "ttl": "5m"} --> Opening hours of',
      'system  The visitor asks: [{{question}}]',
    ],
  ],
  'translate-static.md': [
    'file-pair',
    ['system 5m@ Translate what follows', 'system  Text: {{text}}'],
  ],
  'translate-dynamic.md': [
    'file-pair',
    ['system 5m@T Translate what follows', 'system  Text: {{text}} [{{text}}]'],
  ],
  'invoice.md': [
    'template',
    [
      'system 1h@## Context Check each line',
      'messages 1h@{{price_list}} <prices> mooring, a [{{price_list}}]',
      'messages  ## Context Clerk: [{{clerk}}]',
      'messages  Invoice: {{invoice}} [{{invoice}}]',
    ],
  ],
  'request.jsonc': [
    'request-json',
    ['system 5m@{ "type": "ephemeral" } Be brief.', 'messages  Is the lock'],
  ],
  'automatic.yaml': [
    'request-yaml',
    [
      'tools  {"name":"tide","description":"Height of the',
      'system  You answer questions',
      'messages 1h@{ type: ephemeral, ttl: 1h } When is high',
    ],
  ],
  'batch.json': [
    'request-json',
    ['system 5m@{ "type": "ephemeral" } Sort.', 'messages  a'],
    ['system 5m@{ "type": "ephemeral" } Sort.', 'messages  b'],
  ],
  'batch.jsonl': [
    'request-lines',
    ['messages 5m@{"type": "ephemeral"} a'],
    ['messages 5m@{"type": "ephemeral"} b'],
  ],
  'calls.http': [
    'http-file',
    ['system 5m@{ "type": "ephemeral" } For {{port}}. [{{port}}]', 'messages  Hello'],
  ],
  'greeting.prompty': [
    'prompty',
    ['system 5m@<<CACHE_BOUNDARY>> You greet guests', 'messages  Ama has arrived. [{{guest}}]'],
  ],
  'menu.prompt': ['prompty', ['system  Suggest a dish', 'messages  I like {{taste}}. [{{taste}}]']],
  'anthropic-sdk.ts': [
    'javascript',
    [
      "system 1h@{ type: 'ephemeral', ttl: '1h' } You watch the",
      'system  Station: ${station} [${station}]',
      'messages  {history} [history]',
      'messages  Report.',
    ],
  ],
  'ai-sdk.ts': [
    'javascript',
    ["system 5m@{ type: 'ephemeral' } Answer as a", 'messages  {question} [question]'],
  ],
  'bedrock.ts': [
    'javascript',
    [
      "system 5m@{ cachePoint: { type: 'default' } } You know every",
      'messages  {question} [question]',
    ],
  ],
  'helper.ts': [
    'javascript',
    ['system  House rules: be', "system 5m@{ type: 'ephemeral' } {text} [text]"],
  ],
  'anthropic_sdk.py': [
    'python',
    [
      'tools  {"name":"look","description":"Looks.","input_schema":{"type":"object"}}',
      'system 5m@{"type": "ephemeral"} You watch the',
      'system  Station: {station} 日本 [{station}]',
      'messages  {history} [history]',
      'messages  Report.',
    ],
  ],
  'litellm.py': [
    'python',
    [
      'system 5m@{"location": "message", "role": "system"} You weigh cargo.',
      'messages  Ten crates.',
    ],
  ],
  'bedrock.py': [
    'python',
    [
      'system 5m@{"cachePoint": {"type": "default"}} You know every',
      'messages  {question} [question]',
    ],
  ],
  'marker.py': [
    'python',
    ['system 5m@<<CACHE_BOUNDARY>> Count the boats.', 'system  Harbour: {name}'],
  ],
}

describe('a fixture of a source', () => {
  for (const [name, [id, ...prompts]] of Object.entries(expected)) {
    for (const [spelling, change] of Object.entries(spellings)) {
      it(`${name} is read ${spelling}`, () => {
        const document = fixture(name, change)
        const found = readPrompts(document, options)
        assert.equal(found?.source.id, id)
        const read = found.prompts.map(({ prompt }) =>
          prompt.blocks.map((block) => summary(block, document.text)),
        )
        assert.deepEqual(
          read,
          prompts.map((blocks) => blocks.map((each) => each.replace('’', "'"))),
        )
      })
    }
  }

  it('braces.md is a template where its heading and single braces are set', () => {
    const found = readPrompts(fixture('braces.md'), { ...options, headings: ['## Input'] })
    const [prompt] = found?.prompts ?? []
    const variables = prompt?.prompt.blocks.flatMap(({ dynamic = [] }) => dynamic).length
    assert.equal(found?.source.id, 'template')
    assert.equal(variables, 1)
  })

  it('names the prompts of a batch and of a file', () => {
    const names = (name: string) =>
      readPrompts(fixture(name), options)?.prompts.map((each) => each.name)
    assert.deepEqual(names('batch.json'), ['first', 'second'])
    assert.deepEqual(names('batch.jsonl'), ['first', 'second'])
    assert.deepEqual(names('calls.http'), ['Ask once'])
    assert.deepEqual(names('anthropic-sdk.ts'), ['watch'])
    assert.deepEqual(names('anthropic_sdk.py'), ['watch'])
  })
})

function summary(block: Block, text: string): string {
  const { section, breakpoint = '', breakpointSpan, content, dynamic = [] } = block
  const at = breakpoint ? `@${slice(text, breakpointSpan)}`.trimEnd() : ''
  const words = content.trim().split(/\s+/).slice(0, 3).join(' ')
  const variables = dynamic
    .filter(({ at: from, length }) => from + length <= content.length)
    .map((each) => slice(text, each))
  return `${section} ${breakpoint}${at} ${words}${variables.length > 0 ? ` [${variables.join(' ')}]` : ''}`
}

function slice(text: string, span: Span | undefined): string {
  return span ? text.slice(span.start, span.end) : ''
}
