import assert from 'node:assert/strict'
import { analyze } from '../src/core/analyze.ts'
import { addBreakpoint, moveBreakpoint } from '../src/core/edits/breakpoint.ts'
import { type ChosenStrategy, markAs } from '../src/core/edits/strategy.ts'
import { parseConfig } from '../src/core/config.ts'
import { configWithHashes, configWithModel, hashesOf } from '../src/core/edits/config.ts'
import { modelSpan } from '../src/core/edits/model.ts'
import { applyFix } from '../src/core/finding.ts'
import { parseJson } from '../src/core/json.ts'

const options = { model: 'claude-sonnet-5-5', markers: [] }
const body = (first: string, second: string) =>
  `{
  "model": "claude-opus-5",
  "system": [
    { "type": "text", "text": "first"${first} },
    { "type": "text", "text": "second"${second} }
  ],
  "messages": [{ "role": "user", "content": "Go." }]
}
`
const hour = ', "cache_control": {"type": "ephemeral", "ttl": "1h"}'
const five = ', "cache_control": {"type": "ephemeral"}'

describe('a breakpoint of a request', () => {
  const at = (text: string, word: string) => {
    const document = { path: 'request.json', text }
    const [prompt] = analyze(document, options)?.prompts ?? []
    assert.ok(prompt)
    return { prompt, document, offset: text.indexOf(word) }
  }

  it('is added to the block at a place', () => {
    const { prompt, document, offset } = at(body('', ''), 'second')
    const fix = addBreakpoint(prompt, document, offset)
    assert.ok(fix)
    const after = applyFix(document.text, fix)
    assert.deepEqual(parseJson(after).value, parseJson(body('', five)).value)
  })

  it('is not added twice', () => {
    const { prompt, document, offset } = at(body('', five), 'second')
    assert.equal(addBreakpoint(prompt, document, offset), undefined)
    assert.equal(moveBreakpoint(prompt, document, offset), undefined)
  })

  it('moves to the block at a place, and keeps its lifetime', () => {
    const { prompt, document, offset } = at(body('', hour), 'first')
    const fix = moveBreakpoint(prompt, document, offset)
    assert.ok(fix)
    const after = applyFix(document.text, fix)
    assert.deepEqual(parseJson(after).value, parseJson(body(hour, '')).value)
  })

  it('cannot move where there is none', () => {
    const { prompt, document, offset } = at(body('', ''), 'first')
    assert.equal(moveBreakpoint(prompt, document, offset), undefined)
  })
})

describe('a strategy, put into a request', () => {
  const request = (system: string, first: string, last: string, top = '') =>
    `{
  "model": "claude-opus-5",${top}
  "tools": [{ "name": "look", "input_schema": {} }],
  "system": ${system},
  "messages": [
    { "role": "user", "content": ${first} },
    { "role": "assistant", "content": "Looking." },
    { "role": "user", "content": ${last} }
  ]
}
`
  const block = (text: string, control = '') => `[{ "type": "text", "text": "${text}"${control} }]`
  const plain = request('"You help."', '"Go."', '"On."')
  const marked = (text: string, chosen: ChosenStrategy): unknown => {
    const document = { path: 'request.json', text }
    const [prompt] = analyze(document, options)?.prompts ?? []
    assert.ok(prompt)
    const fix = markAs(prompt, document, chosen)
    return fix && parseJson(applyFix(text, fix)).value
  }

  it('marks what it would mark, and nothing else', () => {
    const system = { strategy: 'system-only', ttl: '1h' } as const
    const wanted = request(block('You help.', hour), '"Go."', '"On."')
    assert.deepEqual(marked(plain, system), parseJson(wanted).value)
    const other = request('"You help."', block('Go.', five), block('On.', five))
    assert.deepEqual(
      marked(other, system),
      parseJson(request(block('You help.', hour), block('Go.'), block('On.'))).value,
    )
    assert.deepEqual(
      marked(plain, { strategy: 'last-two-messages', ttl: 'mixed' }),
      parseJson(request(block('You help.', hour), block('Go.', five), block('On.', five))).value,
    )
  })

  it('changes a lifetime where the breakpoint stands already', () => {
    const before = request(block('You help.', five), '"Go."', '"On."')
    const after = request(block('You help.', hour), '"Go."', '"On."')
    assert.deepEqual(marked(before, { strategy: 'system-only', ttl: '1h' }), parseJson(after).value)
  })

  it('leaves the place to the API, or takes it back', () => {
    const automatic = '"cache_control": {"type": "ephemeral"},'
    const left = marked(request(block('You help.', five), '"Go."', '"On."'), {
      strategy: 'automatic',
      ttl: '5m',
    })
    const api = request(block('You help.'), '"Go."', '"On."', automatic)
    assert.deepEqual(left, parseJson(api).value)
    assert.deepEqual(
      marked(request('"You help."', '"Go."', '"On."', automatic), { strategy: 'none' }),
      parseJson(plain).value,
    )
  })

  it('changes no texts, and does nothing that changes what is said', () => {
    assert.equal(marked(plain, { strategy: 'context-last', ttl: '5m' }), undefined)
    assert.equal(marked(plain, { strategy: 'optimum' }), undefined)
    const document = { path: 'a.prompt.md', text: 'You help.\n<<CACHE_BOUNDARY>>\nGo.\n' }
    const [prompt] =
      analyze(document, { ...options, markers: ['<<CACHE_BOUNDARY>>'] })?.prompts ?? []
    assert.ok(prompt)
    assert.equal(markAs(prompt, document, { strategy: 'system-only', ttl: '5m' }), undefined)
  })
})

describe('the model of a prompt', () => {
  const named = (path: string, text: string) => {
    const [prompt] = analyze({ path, text }, options)?.prompts ?? []
    const span = prompt && modelSpan(prompt, text)
    return span && text.slice(span.start - 8, span.end)
  }

  it('is found where the document names it', () => {
    assert.equal(named('r.json', body('', '')), 'odel": "claude-opus-5')
    const matter = '---\nmodel: claude-opus-5\n---\nRules.\n<<CACHE_BOUNDARY>>\nGo.\n'
    assert.equal(named('p.md', matter), '\nmodel: claude-opus-5')
    const code = `client.messages.create({ model: 'claude-opus-5', system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }], messages: [] })\n`
    assert.equal(named('s.ts', code), `model: 'claude-opus-5`)
  })

  it('is not found where only the text speaks of it', () => {
    assert.equal(named('p.md', 'Use claude-sonnet-5-5.\n<<CACHE_BOUNDARY>>\nGo.\n'), undefined)
  })

  it('is named in a configuration without touching the rest', () => {
    const config = '{\n  // ours\n  "ttl": "1h",\n  "model": "claude-opus-5"\n}\n'
    assert.equal(configWithModel(config, 'x'), config.replace('claude-opus-5', 'x'))
    assert.deepEqual(JSON.parse(configWithModel('{}', 'x')), { model: 'x' })
  })
})

describe('the cached prefixes of a file', () => {
  const of = (text: string) => {
    const analysis = analyze({ path: 'p.md', text }, options)
    return analysis ? hashesOf(analysis) : undefined
  }

  it('are recorded in a configuration without touching the rest', () => {
    const config = '{\n  // ours\n  "hashes": {\n    "a.md": "1"\n  }\n}\n'
    const more = configWithHashes(config, 'p/b.md', ['2'])
    assert.deepEqual(parseConfig(more).config.hashes, { 'a.md': '1', 'p/b.md': '2' })
    assert.match(more, /\/\/ ours/)
    const again = configWithHashes(more, 'p/b.md', ['3', '4'])
    assert.deepEqual(parseConfig(again).config.hashes, { 'a.md': '1', 'p/b.md': ['3', '4'] })
    assert.deepEqual(parseConfig(configWithHashes('', 'a.md', ['1'])).config.hashes, {
      'a.md': '1',
    })
  })

  it('stay the same while only what follows them changes', () => {
    const [before] = of('Rules.\n<<CACHE_BOUNDARY>>\nGo.\n') ?? []
    assert.deepEqual(of('Rules.\n<<CACHE_BOUNDARY>>\nStop.\n'), [before])
    assert.notDeepEqual(of('Rules!\n<<CACHE_BOUNDARY>>\nGo.\n'), [before])
  })

  it('are none where nothing is marked', () => {
    const body = '{ "model": "claude-opus-5", "messages": [{ "role": "user", "content": "Hi" }] }'
    const analysis = analyze({ path: 'r.json', text: body }, options)
    assert.deepEqual(analysis && hashesOf(analysis), [])
  })
})
