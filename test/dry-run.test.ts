import assert from 'node:assert/strict'
import { dryRun } from '../src/core/dry-run.ts'
import type { Block, Prompt } from '../src/core/prompt.ts'
import { simulate } from '../src/core/simulate.ts'
import { promptOf } from './prompt.ts'
import { estimateText } from '../src/core/tokens.ts'

const count = (block: Block) => estimateText(block.content, 'claude-3')
const runOf = (prompt: Prompt) => simulate(dryRun(prompt, 0).exchanges, count).iterations
const long = 'word '.repeat(4000)

describe('a dry run', () => {
  it('grows as a conversation where nothing in the prompt differs, and says so', () => {
    const { exchanges, invented } = dryRun(promptOf('sys/a! b'), 0)
    assert.match(invented, /^Dry run: 12 calls a minute apart, as a conversation with invented/)
    assert.deepEqual(
      exchanges.map(({ prompt }) => prompt?.blocks.length),
      Array.from({ length: 12 }, (_, i) => 2 + 2 * i),
    )
    assert.ok(exchanges.every(({ prompt }) => prompt?.blocks.at(-1)?.role === 'user'))
  })

  it('asks a question where the prompt ends without one', () => {
    const [first] = dryRun(promptOf('sys/a!'), 0).exchanges
    assert.deepEqual(
      first?.prompt?.blocks.map(({ role }) => role),
      [undefined, 'user'],
    )
  })

  it('fills in other values in each call, and leaves constants alone', () => {
    const content = `${long} Name: {{name}}. Site: {{site}}.`
    const at = content.indexOf('{{name}}')
    const dynamic = [
      { start: 0, end: 0, at, length: 8 },
      { start: 0, end: 0, at: content.indexOf('{{site}}'), length: 8, constant: true as const },
    ]
    const block: Block = { section: 'system', type: 'text', content, dynamic }
    const { exchanges } = dryRun({ model: 'claude-opus-5', blocks: [block], parameters: {} }, 0)
    const texts = exchanges.map(({ prompt }) => prompt?.blocks[0]?.content ?? '')
    assert.equal(new Set(texts).size, 12)
    assert.ok(texts.every((text) => text.includes('Site: {{site}}.') && text.startsWith(long)))
  })

  it('reads what stands before the breakpoint, and writes what changes inside it', () => {
    const stable: Block = { section: 'system', type: 'text', content: long, breakpoint: '5m' }
    const dynamic = [{ start: 0, end: 0, at: 0, length: 4 }]
    const good = { model: 'claude-opus-5', blocks: [stable], parameters: {} }
    assert.ok(
      runOf(good)
        .slice(1)
        .every(({ verdict }) => verdict === 'hit'),
    )
    const bad = { ...good, blocks: [{ ...stable, dynamic }] }
    assert.ok(
      runOf(bad)
        .slice(1)
        .every(({ usage }) => usage.read === 0),
    )
  })

  it('keeps the API’s own breakpoint on the last block', () => {
    const prompt = promptOf('sys/a! b')
    const blocks = prompt.blocks.map((block, at) =>
      at === 1 ? { ...block, breakpoint: '5m' as const, automatic: true as const } : block,
    )
    for (const { prompt: sent } of dryRun({ ...prompt, blocks }, 0).exchanges) {
      const marked = sent?.blocks.flatMap((block, at) => (block.automatic ? [at] : []))
      assert.deepEqual(marked, [(sent?.blocks.length ?? 0) - 1])
    }
  })
})
