import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { analyze } from '../src/core/analyze.ts'
import { adviseOn } from '../src/core/boundary-advice.ts'
import { addCacheControl, moveDynamicBehind, splitStableAndDynamic } from '../src/core/edits.ts'
import { insertBoundary, moveBoundary } from '../src/core/edits/boundary.ts'
import { callCosts, project } from '../src/core/projection.ts'
import { findModel } from '../src/core/models.ts'
import { renderReport } from '../src/core/report.ts'
import { applyFix } from '../src/core/finding.ts'
import { spellings } from './fixtures.ts'

const options = { model: 'claude-sonnet-5-5', markers: [] }
const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(100)

function read(text: string, path = 'p.md') {
  const document = { text, path }
  const prompt = analyze(document, options)?.prompts[0]
  assert.ok(prompt)
  return { document, prompt, advice: adviseOn(prompt, document, options) }
}

describe('advice on a prompt', () => {
  it('leaves a boundary where it is when all before it stays the same', () => {
    const { recommended } = read(`${rules}<<CACHE_BOUNDARY>>\nFor {{name}}.\n`).advice
    assert.equal(recommended.isMet, true)
    assert.equal(recommended.line, 101)
    assert.match(recommended.reason, /\{\{name\}\} is the first that changes/)
  })

  it('recommends the place ahead of what changes first', () => {
    const text = `${rules}\nFor {{name}}.\n\n${rules}<<CACHE_BOUNDARY>>\n`
    const { recommended, costs } = read(text).advice
    assert.equal(recommended.isMet, false)
    assert.equal(recommended.line, 102)
    assert.ok((recommended.costs?.warm ?? 0) > (costs?.warm ?? 0))
  })

  it('recommends none where what stays the same is too short', () => {
    const { recommended } = read('Be kind.\n<<CACHE_BOUNDARY>>\n{{x}}').advice
    assert.equal(recommended.offset, undefined)
    assert.match(recommended.reason, /fewer than the 512/)
  })

  it('tells lines and tokens of each part, and where the author paused', () => {
    const { parts, natural, lines } = read(`# A\n${rules}## B\n<<CACHE_BOUNDARY>>\nnow\n`).advice
    assert.deepEqual(
      parts.map((each) => [each.name, each.lines?.first, each.lines?.last, each.isCached]),
      [
        ['Static part', 1, 102, true],
        ['Dynamic part', 103, 104, false],
      ],
    )
    assert.deepEqual(
      natural.map(({ kind, line }) => [kind, line]),
      [
        ['heading', 102],
        ['marker', 103],
      ],
    )
    assert.equal(lines, 105)
  })

  it('is written as a document', () => {
    const examples = [
      'orchestrator.prompt.md',
      'code-review.request.json',
      'support-answer.prompt.md',
    ]
    for (const name of examples) {
      const text = readFileSync(`examples/${name}`, 'utf8')
      const document = { text, path: name }
      const prompt = analyze(document, options)?.prompts[0]
      assert.ok(prompt)
      const traffic = { callsPerDay: 100, gapMinutes: 2 }
      const report = renderReport(prompt, adviseOn(prompt, document, { ...options, traffic }), {
        title: name,
        traffic,
      })
      assert.match(report, /## Recommended boundary\n\n\*\*Line \d+/)
      assert.match(report, /## Projection[^]*\| 5m  *\|/)
      assert.doesNotMatch(report, /undefined|NaN|\[object/)
      // What half an editor of 1,200 pixels shows in one line.
      for (const row of report.match(/^\|.*$/gm) ?? []) assert.ok(row.length <= 57, row)
    }
  })

  it('compares a call as it is with one as recommended', () => {
    const { prompt, document, advice } = read(`${rules}It is {{now}}.\n<<CACHE_BOUNDARY>>\nGo.\n`)
    const traffic = { callsPerDay: 100, gapMinutes: 2 }
    const report = renderReport(prompt, advice, { title: document.path, traffic })
    assert.equal(advice.recommended.isMet, false)
    assert.match(report, /\| A call +\| As it is +\| As recommended +\|/)
    assert.match(report, /\| Warm, which reads +\| \$[\d.]+ +\| \$[\d.]+ +\|/)
  })
})

describe('a projection', () => {
  const model = findModel('claude-sonnet-4-5')
  assert.ok(model)

  it('has the costs of a cold and a warm call', () => {
    const costs = callCosts(model, 100_000, 90_000, '5m')
    assert.equal(costs.uncached.toFixed(4), '0.3000')
    assert.equal(costs.cold.toFixed(4), '0.3675')
    assert.equal(costs.warm.toFixed(4), '0.0570')
    assert.equal(costs.paysOffAt, 2)
    assert.equal(callCosts(model, 100_000, 90_000, '1h').paysOffAt, 3)
  })

  it('prefers the lifetime that calls fit into', () => {
    const tokens = { total: 100_000, cached: 90_000 }
    assert.equal(project(model, tokens, { callsPerDay: 50, gapMinutes: 2 })[0]?.ttl, '5m')
    assert.equal(project(model, tokens, { callsPerDay: 50, gapMinutes: 20 })[0]?.ttl, '1h')
    const rare = project(model, tokens, { callsPerDay: 4, gapMinutes: 300 })
    assert.ok(rare.every(({ saving }) => saving < 0))
  })
})

describe('an edit of the boundary', () => {
  for (const [spelling, change] of Object.entries(spellings)) {
    it(`inserts one ahead of a line ${spelling}`, () => {
      const text = change('one\ntwo\nthree\n')
      const inserted = applyFix(text, insertBoundary(text, text.indexOf('two') + 1))
      assert.equal(inserted, change('one\n<<CACHE_BOUNDARY>>\ntwo\nthree\n'))
    })

    it(`moves one with its line ${spelling}`, () => {
      const text = change('one\n<<<CACHE_BOUNDARY:a>>>\ntwo\nthree\n')
      const fix = moveBoundary(text, text.indexOf('three'), options)
      assert.ok(fix)
      assert.equal(applyFix(text, fix), change('one\ntwo\n<<<CACHE_BOUNDARY:a>>>\nthree\n'))
    })

    it(`moves all that changes behind it ${spelling}`, () => {
      const text = change(
        `Hello {{name}}.\n\n${rules}\nIt is {{now}} here.\n<<CACHE_BOUNDARY>>\nGo.\n`,
      )
      const { prompt, document } = read(text)
      const fix = moveDynamicBehind(prompt, document)
      assert.ok(fix)
      const moved = change(
        `${rules}\n<<CACHE_BOUNDARY>>\nHello {{name}}.\nIt is {{now}} here.\nGo.\n`,
      )
      assert.equal(applyFix(text, fix), moved)
    })
  }

  it('splits a prompt file ahead of what changes', () => {
    const text = `---\nmodel: claude-sonnet-5-5\n---\nsystem:\n${rules}\nFor {{name}}.\n`
    const { prompt, document } = read(text, 'p.prompty')
    const fix = splitStableAndDynamic(prompt, document)
    assert.ok(fix)
    assert.match(applyFix(text, fix), /list\.\n\n<<CACHE_BOUNDARY>>\nFor \{\{name\}\}/)
  })
})

describe('cache_control', () => {
  const body = {
    model: 'claude-sonnet-5-5',
    system: rules,
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: [{ type: 'text', text: 'c' }] },
    ],
  }
  const yaml = `model: claude-sonnet-5-5\nsystem: |\n  ${rules.replaceAll('\n', '\n  ')}\nmessages:\n  - role: user\n    content: a\n  - role: assistant\n    content: b\n  - role: user\n    content: c\n`
  const sdk = `const m = await client.messages.create({ model: 'claude-sonnet-5-5', system: 'Be kind.', messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, { role: 'user', content: 'c' }] })\n`
  const py = `m = client.messages.create(\n    model="claude-sonnet-5-5",\n    system="Be kind.",\n    messages=[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}],\n)\n`
  const documents = [
    ['r.json', JSON.stringify(body, null, 2)],
    ['r.yaml', yaml],
    ['r.ts', sdk],
    ['r.py', py],
  ] as const

  for (const [path, text] of documents) {
    it(`is added to the system prompt and the second-to-last user message of ${path}`, () => {
      const { prompt, document } = read(text, path)
      const fix = addCacheControl(prompt, document, { how: 'explicit' })
      assert.ok(fix)
      const marked = read(applyFix(text, fix), path).prompt
      assert.deepEqual(
        marked.breakpoints.map(({ at }) => at),
        [0, 1],
      )
      assert.deepEqual(marked.problems, [])
    })

    it(`is added to the body of ${path}`, () => {
      const { prompt, document } = read(text, path)
      const fix = addCacheControl(prompt, document, { how: 'automatic', ttl: '1h' })
      assert.ok(fix)
      const marked = read(applyFix(text, fix), path).prompt
      assert.deepEqual(
        marked.breakpoints.map(({ at, isAutomatic, ttl }) => [at, isAutomatic, ttl]),
        [[3, true, '1h']],
      )
      assert.equal(addCacheControl(marked, document, { how: 'automatic' }), undefined)
    })
  }
})
