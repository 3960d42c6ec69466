import assert from 'node:assert/strict'
import { blocksWith } from '../src/core/search.ts'
import { blockDigest } from '../src/core/prefix.ts'
import type { Exchange } from '../src/core/prompt.ts'
import { pack } from '../src/core/recording.ts'
import { estimateText } from '../src/core/tokens.ts'
import { choicesOf } from '../webview/filter.ts'
import { findIn } from '../webview/find.ts'
import { sessionOf } from '../webview/session.ts'
import { shownOf } from '../webview/shown.ts'
import { promptOf } from './prompt.ts'
import { agentSession } from './webview/samples.ts'

const exchanges = ['a b', 'a b Needle', 'a b Needle c'].map((text, i): Exchange => ({
  startedAt: i * 1000,
  prompt: promptOf(text),
}))

function session(of: readonly Exchange[]) {
  const recording = pack(of, (block) => estimateText(block.content, 'claude-3'))
  return sessionOf({ name: 'test', problems: [] }, recording)
}

describe('search', () => {
  it('finds the iteration in which a text first appears, in any case', () => {
    assert.deepEqual(findIn(session(exchanges), 'needle').iterations, [1])
    assert.deepEqual(findIn(session(exchanges), 'absent').iterations, [])
    assert.deepEqual(findIn(session(exchanges), '  ').iterations, [])
  })

  it('finds a text behind the beginning of a block once the host has looked', () => {
    const [first] = exchanges
    const block = {
      section: 'system' as const,
      type: 'text',
      content: `${'hay '.repeat(200)}needle`,
    }
    const deep: Exchange[] = [
      {
        ...first,
        startedAt: 0,
        prompt: { model: 'claude-opus-5', blocks: [block], parameters: {} },
      },
    ]
    const shown = session(deep)
    assert.deepEqual(findIn(shown, 'needle').iterations, [])
    const digests = blocksWith('NEEDLE', deep)
    assert.deepEqual(digests, [blockDigest(block)])
    assert.deepEqual(findIn(shown, 'needle', new Set(digests)).iterations, [0])
  })
})

describe('the filter', () => {
  const snapshot = agentSession()
  const agent =
    snapshot.state === 'ready' ? sessionOf(snapshot, snapshot.recording) : session(exchanges)

  it('offers every model, result and reason that occurs, with how often', () => {
    const { models, results } = choicesOf(agent)
    assert.deepEqual(
      models.map(({ name }) => name),
      ['Sonnet 4.5 · 24', 'Haiku 4.5 · 6'],
    )
    const lost = results.filter(({ value }) => value.startsWith('lost '))
    assert.deepEqual(
      lost.map(({ name }) => name),
      [
        'lost: expired · 1 request',
        'lost: system changed · 1 request',
        'lost: not found · 1 request',
      ],
    )
  })

  it('lets through what it says it lets through', () => {
    for (const { value, name } of choicesOf(agent).results) {
      const { length } = shownOf(agent, { result: value }).indices
      assert.match(name, new RegExp(`· ${length} request`))
    }
    const both = shownOf(agent, { model: 'Sonnet 4.5', lane: 'sub-agent' })
    assert.equal(both.indices.length, 0)
  })
})
