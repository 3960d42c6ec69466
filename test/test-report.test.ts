import assert from 'node:assert/strict'
import { analyze } from '../src/core/analyze.ts'
import { placeInDocument, placeOfRefusal } from '../src/core/failure-place.ts'
import { noUsage } from '../src/core/cost.ts'
import type { Expectation } from '../src/core/expectation.ts'
import type { Usage } from '../src/core/prompt.ts'
import { hasMessages, openVariables, sendableBody } from '../src/core/sendable.ts'
import {
  apiReason,
  classRows,
  headline,
  markdownReport,
  ourReason,
  reasonsAgree,
  textReport,
  verdictOf,
} from '../src/core/test-report.ts'
import { type StepResult, type TestResult, diagnosisOf, matchOf } from '../src/core/test-result.ts'
import { previewOf } from '../src/core/test-preview.ts'
import { fixture } from './fixtures.ts'

const usage = (more: Partial<Usage>): Usage => ({ ...noUsage, ...more })
const expected: Expectation = {
  usage: usage({ read: 7800, input: 20 }),
  low: usage({ read: 7100, input: 15 }),
  high: usage({ read: 8500, input: 25 }),
  isSettled: true,
  cost: 0.004,
  atMost: 0.06,
  reasons: [],
  problems: [],
}
const warm: StepResult = {
  label: 'Warm',
  startedAt: Date.UTC(2026, 2, 5, 10),
  firstTokenMs: 640,
  durationMs: 1900,
  expected,
  predicted: usage({ read: 7812, input: 17 }),
  actual: usage({ read: 7812, input: 17, output: 8 }),
  match: 'equal',
  cost: { predicted: 0.0039, actual: 0.0042, uncached: 0.0394 },
  reasons: [],
  diagnosis: { kind: 'alike' },
}
const missed: StepResult = {
  ...warm,
  match: 'different',
  actual: usage({ write5m: 7812, input: 17, output: 8 }),
  diagnosis: { kind: 'changed', type: 'system_changed', tokens: 7800 },
  reasons: [
    {
      ...{ kind: 'date', type: 'system_changed', fault: 'yours', fix: '', basis: 'observed' },
      ...{ message: 'A date changed.', comparedWith: 0, tokens: 7812, cost: 0.04 },
    },
  ],
}
const result: TestResult = {
  ...{ title: 'order.json', mode: 'pair', isDry: false, model: 'claude-opus-5' },
  ...{ url: 'https://api.anthropic.com', startedAt: warm.startedAt, notes: [], spent: 0.0042 },
  steps: [warm, missed],
}

describe('the report of a test', () => {
  it('compares to the token, and allows for a few at the end of the prompt', () => {
    assert.equal(matchOf(usage({ read: 10 }), usage({ read: 10, output: 3 })), 'equal')
    assert.equal(matchOf(usage({ read: 100, input: 3 }), usage({ read: 97, input: 6 })), 'close')
    assert.equal(matchOf(usage({ read: 100 }), usage({ input: 100 })), 'different')
    const [a, b] = [usage({ write5m: 900, input: 100 }), usage({ write5m: 960, input: 40 })]
    assert.equal(matchOf(a, b, 0.1), 'bounded')
    assert.equal(matchOf(a, b, 0.01), 'different')
    assert.equal(matchOf(usage({ read: 50, write5m: 950 }), a, 0.1), 'different')
    assert.equal(matchOf(usage({ read: 1 }), undefined), 'none')
  })

  it('has a row for each class, with its bounds and what was off', () => {
    const rows = classRows(missed)
    assert.deepEqual(
      rows.map(({ name, off }) => [name, off]),
      [
        ['read', '−7,812'],
        ['write5m', '+7,812'],
        ['input', ''],
        ['output', ''],
      ],
    )
    assert.equal(rows[0]?.expected, '7,800 ± 700')
  })

  it('says in a sentence how it went', () => {
    assert.equal(verdictOf(warm, false), 'As predicted, to the token.')
    assert.equal(
      verdictOf(missed, false),
      'Not as predicted: 7,812 fewer read, 7,812 more written.',
    )
    const close = { ...warm, match: 'close' as const, predicted: usage({ read: 7809, input: 20 }) }
    assert.equal(verdictOf(close, false), 'As predicted, but for 3 tokens.')
    const { actual: _, ...unsent } = warm
    assert.match(verdictOf({ ...unsent, match: 'none' }, true), /^Not sent/)
    assert.match(verdictOf({ ...warm, counted: 7829 }, false), /7,829 tokens by the API.*within/)
    assert.match(verdictOf({ ...warm, counted: 9000 }, false), /outside its bounds/)
  })

  it('sets our reason beside the API’s, and whether they agree', () => {
    assert.equal(ourReason(missed), 'A date changed.')
    assert.equal(ourReason(warm), undefined)
    assert.match(apiReason(missed) ?? '', /^system_changed: .*7,800 tokens were missed/)
    assert.equal(apiReason(warm), 'Nothing differs from the request before it.')
    assert.equal(reasonsAgree(missed), true)
    assert.equal(reasonsAgree({ ...missed, diagnosis: { kind: 'alike' } }), false)
    assert.equal(reasonsAgree({ ...missed, diagnosis: { kind: 'pending' } }), undefined)
    for (const type of ['unavailable', 'previous_message_not_found']) {
      assert.match(
        apiReason({ ...missed, diagnosis: { kind: 'changed', type } }) ?? '',
        new RegExp(`\\(${type}\\)`),
      )
    }
  })

  it('reads the diagnostics of an answer as the API documents them', () => {
    assert.equal(diagnosisOf(null, false), undefined)
    assert.deepEqual(diagnosisOf(null, true), { kind: 'alike' })
    assert.deepEqual(diagnosisOf({ cache_miss_reason: null }, true), { kind: 'pending' })
    const reason = { type: 'tools_changed', cache_missed_input_tokens: 12 }
    assert.deepEqual(diagnosisOf({ cache_miss_reason: reason }, true), {
      ...{ kind: 'changed', type: 'tools_changed', tokens: 12 },
    })
  })

  it('is a text, and a document', () => {
    assert.equal(headline(result), 'Opus 5 · Cold and warm · 10:00:00 UTC')
    assert.match(headline({ ...result, isDry: true }), /dry run, nothing was sent$/)
    const text = textReport(result)
    assert.match(text, /Read from the cache +7,800 ± 700 +7,812 +7,812$/m)
    assert.match(text, /First token after 640 ms, complete after 2 s\./)
    assert.match(text, /The API's reason: system_changed/)
    const markdown = markdownReport(result)
    assert.match(markdown, /^# Predicted against actual: order\.json/)
    assert.match(markdown, /\| Read from the cache \| 7,800 ± 700 \| 7,812 \| 0 \| −7,812 \|/)
  })

  it('is told beforehand, with what it costs at most', () => {
    const { lines, atMost } = previewOf(result)
    assert.equal(lines[0], 'Opus 5, to api.anthropic.com')
    assert.match(lines[1] ?? '', /^Warm: reads 7,800 ± 700, not cached 20 ± 5$/)
    assert.match(lines.at(-1) ?? '', /^About \$0\.0080 and the answers; at most \$0\.120\.$/)
    assert.equal(atMost, 0.12)
  })
})

describe('what is sent of a document', () => {
  const options = { model: 'claude-opus-5', markers: [] }
  const first = (name: string) => {
    const prompt = analyze(fixture(name), options)?.prompts[0]
    assert.ok(prompt, name)
    return prompt
  }

  it('is a request body as it stands, without what belongs to streaming', () => {
    const prompt = first('request.jsonc')
    const { body } = sendableBody(prompt, { values: {}, maxTokens: 100 })
    assert.equal(hasMessages(prompt), true)
    assert.equal('stream' in body, false)
    assert.ok(JSON.stringify(body).includes('"cache_control"'))
  })

  it('is a template with its variables, those of the file beside it filled in', () => {
    const prompt = first('invoice.md')
    const { body } = sendableBody(prompt, { values: {}, maxTokens: 100, user: 'Check it.' })
    const open = openVariables(prompt)
    const text = JSON.stringify(body)
    for (const name of open) assert.ok(text.includes(name), name)
    assert.ok(text.includes('Check it.') || hasMessages(prompt))
  })

  it('is a call in source code, in the Messages API’s own words', () => {
    for (const name of ['anthropic-sdk.ts', 'anthropic_sdk.py', 'ai-sdk.ts', 'bedrock.py']) {
      const prompt = first(name)
      const values = Object.fromEntries(openVariables(prompt).map((each) => [each, 'FILLED']))
      const { body } = sendableBody(prompt, { values, maxTokens: 100 })
      assert.equal(typeof body['max_tokens'], 'number', name)
      assert.ok(Array.isArray(body['messages']), name)
      assert.match(String(body['model']), /^[\w.:@/-]+$/, name)
    }
  })
})

describe('the place that a 400 speaks of', () => {
  const body = {
    model: 'claude-opus-5',
    max_tokens: 10,
    system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'b' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 't', signature: 's', cache_control: { type: 'ephemeral' } },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'text', text: 'c', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
    ],
  }
  const text = JSON.stringify(body, null, 2)
  const prompt = analyze({ text, path: 'a.json' }, { model: '', markers: [] })?.prompts[0]

  const cases: readonly [string, string, string][] = [
    [
      'a block that cannot be marked',
      'messages.1.content.0.thinking.cache_control: Extra inputs are not permitted',
      '"ephemeral"',
    ],
    [
      'the order of lifetimes',
      "messages.2.content.0.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
      '1h',
    ],
    ['a block in general', 'messages.0.content.0.text: cannot be empty', '"b"'],
  ]
  for (const [name, message, found] of cases) {
    it(`is found for ${name}`, () => {
      const path = placeOfRefusal(message, body)
      const span = path && prompt && placeInDocument(path, prompt)
      assert.ok(span)
      assert.ok(text.slice(span.start, span.end).includes(found), text.slice(span.start, span.end))
    })
  }

  it('is found by our own reading where the API names none', () => {
    const mark = { cache_control: { type: 'ephemeral' } }
    const many = Array.from({ length: 5 }, (_, i) => ({ type: 'text', text: `t${i}`, ...mark }))
    const message = 'A maximum of 4 blocks with cache_control may be provided. Found 5.'
    assert.deepEqual(placeOfRefusal(message, { ...body, messages: [], system: many }), [
      ...['system', 4, 'cache_control'],
    ])
    const clash = { ...body, messages: [], system: many.slice(0, 1) }
    const automatic = { ...clash, cache_control: { type: 'ephemeral', ttl: '1h' } }
    assert.deepEqual(
      placeOfRefusal('automatic caching: a different ttl on the last block', automatic),
      ['cache_control'],
    )
  })

  it('is the marker’s in a template that the body was built from', () => {
    const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(200)
    const source = { text: `${rules}<<CACHE_BOUNDARY>>\nGo.\n`, path: 'p.md' }
    const built = analyze(source, { model: 'claude-opus-5', markers: [] })?.prompts[0]
    const span = built && placeInDocument(['system', 0, 'cache_control'], built)
    assert.equal(span && source.text.slice(span.start, span.end).trim(), '<<CACHE_BOUNDARY>>')
  })
})
