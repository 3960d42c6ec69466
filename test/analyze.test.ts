import assert from 'node:assert/strict'
import { analyze } from '../src/core/analyze.ts'
import { breakpointLabel } from '../src/core/label.ts'

const options = { model: 'claude-sonnet-4-6', markers: [] }
const words = (count: number) => 'plain words of a prompt '.repeat(count / 5)

function analyzeText(text: string, model = options.model) {
  const prompt = analyze({ text, path: 'prompt.txt' }, { ...options, model })?.prompts[0]
  assert.ok(prompt)
  return prompt
}

describe('an analysis', () => {
  it('says that a long prefix is cached', () => {
    const text = `${words(5000)}\n<<CACHE_BOUNDARY>>\nnow`
    const { breakpoints, findings, blocks } = analyzeText(text)
    assert.equal(breakpoints[0]?.verdict, 'cached')
    assert.deepEqual(findings, [])
    assert.deepEqual(
      blocks.map(({ isCached }) => isCached),
      [true, false],
    )
  })

  it('warns of a prefix below the minimum, and says how much is missing', () => {
    const { breakpoints, findings, cached } = analyzeText('short\n<<CACHE_BOUNDARY>>\nnow')
    assert.equal(breakpoints[0]?.verdict, 'below')
    assert.equal(cached.tokens, 0)
    assert.equal(findings[0]?.severity, 'warning')
    const message = findings[0].message
    assert.match(message, /1,024 minimum of Sonnet 4\.6.*Add about 1,0\d\d tokens/)
  })

  it('only informs when the bounds of the estimate do not settle it', () => {
    const textOf = (count: number) => `${words(count)}<<CACHE_BOUNDARY>>`
    const counts = Array.from({ length: 200 }, (_, i) => 500 + 5 * i)
    const count = counts.find(
      (each) => analyzeText(textOf(each)).breakpoints[0]?.verdict !== 'below',
    )
    const { breakpoints, findings } = analyzeText(textOf(count ?? 0))
    assert.equal(breakpoints[0]?.verdict, 'uncertain')
    assert.equal(findings[0]?.severity, 'information')
  })

  it('judges the same prompt by the minimum of each model', () => {
    const text = `${words(2000)}<<CACHE_BOUNDARY>>`
    assert.equal(analyzeText(text, 'claude-sonnet-4-6').breakpoints[0]?.verdict, 'cached')
    assert.equal(analyzeText(text, 'claude-haiku-4-5').breakpoints[0]?.verdict, 'below')
  })

  it('tells that a model is unknown instead of guessing', () => {
    const { breakpoints, findings } = analyzeText(`${words(2000)}<<CACHE_BOUNDARY>>`, 'gpt-1')
    assert.equal(breakpoints[0]?.verdict, 'unknown')
    assert.equal(breakpoints[0].cost, undefined)
    assert.equal(findings[0]?.code, 'unknown-model')
  })

  it('labels a breakpoint with its prefix, the verdict, its lifetime and its price', () => {
    const { breakpoints, model } = analyzeText(`${words(5000)}<<CACHE_BOUNDARY>>`)
    const label = breakpoints[0] ? breakpointLabel(breakpoints[0], model) : ''
    assert.match(label, /^BP1 · [\d,]+ ± [\d,]+ tokens · above the 1,024 minimum · /)
    assert.match(label, / · 5m · \$\S+ a hit, \$\S+ a write$/)
  })
})
