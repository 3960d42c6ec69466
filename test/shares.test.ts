import assert from 'node:assert/strict'
import { analyze } from '../src/core/analyze.ts'
import { findModel } from '../src/core/models.ts'
import { exceedsWindow, sharesOf, verdictOf, windowGauge } from '../src/core/shares.ts'

const options = { model: 'claude-sonnet-4-5', markers: [] }
const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

describe('the tokens of a prompt', () => {
  const prompt = (text: string) => {
    const [only] = analyze({ path: 'p.md', text }, options)?.prompts ?? []
    assert.ok(only)
    return only
  }

  it('are instructions, cacheable context and what is sent anew', () => {
    const matter = '---\ncacheable: [prices]\nsample:\n  prices: many prices of many things\n---\n'
    const each = prompt(`${matter}${rules}\n## Context\n\n{{prices}}\n\n{{question}}\n`)
    const { instructions, context, uncached } = sharesOf(each)
    assert.equal(instructions.tokens + context.tokens, each.cached.tokens)
    assert.equal(each.cached.tokens + uncached.tokens, each.total.tokens)
    assert.ok(context.tokens > 4 && context.tokens < 20, String(context.tokens))
    assert.ok(instructions.tokens > 1000 && uncached.tokens > 0)
  })

  it('are all sent anew where nothing is cached', () => {
    const each = prompt('short\n<<CACHE_BOUNDARY>>\nnow\n')
    const { instructions, context, uncached } = sharesOf(each)
    assert.equal(instructions.tokens + context.tokens, 0)
    assert.equal(uncached.tokens, each.total.tokens)
  })

  it('lead to a verdict', () => {
    assert.equal(verdictOf(prompt(`${rules}<<CACHE_BOUNDARY>>\nnow\n`)), 'cached')
    assert.equal(verdictOf(prompt('short\n<<CACHE_BOUNDARY>>\nnow\n')), 'below')
  })

  it('are measured against the window of their model', () => {
    const each = prompt(`${rules}<<CACHE_BOUNDARY>>\nnow\n`)
    assert.match(
      windowGauge(each) ?? '',
      /^▱{10} [01]\.\d % of the 200,000 tokens that Sonnet 4\.5/,
    )
    assert.equal(exceedsWindow(each), 'no')
    const count = (tokens: number, low: number, high: number) => ({
      ...each,
      total: { tokens, low, high, how: 'estimated' as const },
    })
    assert.equal(exceedsWindow(count(300_000, 290_000, 310_000)), 'yes')
    assert.equal(exceedsWindow(count(200_000, 190_000, 210_000)), 'perhaps')
    assert.match(windowGauge(count(100_000, 1, 1)) ?? '', /^▰{5}▱{5} 50\.0 %/)
  })

  it('may be a million from Claude 4.6 on', () => {
    const windows = ['opus-4-5', 'opus-4-6', 'haiku-4-5', 'haiku-5-5', 'fable-5-2'].map(
      (id) => findModel(`claude-${id}`)?.window,
    )
    assert.deepEqual(windows, [200_000, 1e6, 200_000, 1e6, 1e6])
  })
})
