import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import type { PromptAnalysis } from '../src/core/analysis.ts'
import { analyze } from '../src/core/analyze.ts'
import { type BuildFormat, build, variablesOf } from '../src/core/build.ts'
import { formats } from '../src/core/build/formats.ts'
import { parseCode } from '../src/core/code/syntax.ts'

const long = 'The clerk checks each line of an invoice against the price list. '.repeat(100)
const template = `---\nmodel: claude-sonnet-5-5\nttl: 1h\ncacheable: [prices]\n---\n${long}\n\n## Context\n\nClerk: {{clerk}}\n\n<prices>\n{{prices}}\n</prices>\n\nIt's "{{invoice}}"\n`
const values = { clerk: 'Noor', prices: 'water: 3.10', invoice: "a\\b 'c' $d `e` 日本 😀" }

function promptOf(text: string, model = 'claude-sonnet-5-5'): PromptAnalysis {
  const prompt = analyze({ text, path: 'p.md' }, { model, markers: [] })?.prompts[0]
  assert.ok(prompt)
  return prompt
}

describe('a request built from a template', () => {
  const prompt = promptOf(template)

  it('has its variables filled in, and a breakpoint where the template has one', () => {
    const { body, fallbacks, missing } = build(prompt, { values })
    assert.deepEqual([fallbacks, missing], [[], []])
    const [system] = body.system ?? []
    assert.equal(system?.text, `${long}\n\n`)
    assert.deepEqual(system.cache_control, { type: 'ephemeral', ttl: '1h' })
    const content = body.messages[0]?.content ?? []
    assert.equal(content.length, 2)
    assert.equal(content[0]?.text, '<prices>\nwater: 3.10\n</prices>\n')
    assert.ok(content[0].cache_control)
    assert.match(content[1]?.text ?? '', /Clerk: Noor[^]*It's "a\\b 'c' \$d `e` 日本 😀"/)
  })

  it('names the variables that had no value', () => {
    const { missing, body } = build(prompt, { values: { clerk: 'Noor' } })
    assert.deepEqual(missing, ['prices', 'invoice'])
    assert.match(JSON.stringify(body), /\{\{invoice\}\}/)
    assert.deepEqual(variablesOf(prompt), ['prices', 'clerk', 'invoice'])
  })

  it('is read again as what it was', () => {
    const text = build(prompt, { values }).text
    const again = analyze({ text, path: 'r.json' }, { model: '', markers: [] })?.prompts[0]
    assert.deepEqual(
      again?.breakpoints.map(({ ttl }) => ttl),
      ['1h', '1h'],
    )
    assert.deepEqual(again.problems, [])
  })

  for (const format of Object.keys(formats) as BuildFormat[]) {
    it(`is written as ${format}, with the same words`, () => {
      const { text } = build(prompt, { values, format })
      if (format === 'typescript' || format === 'ai-sdk' || format === 'python') {
        const language = format === 'python' ? 'python' : 'javascript'
        const path = language === 'python' ? 'built.py' : 'built.ts'
        parseCode({ text, path }, language).tree.iterate({
          enter: ({ type }) => {
            assert.ok(!type.isError, text)
          },
        })
        const again = analyze({ text, path }, { model: '', markers: [] })?.prompts[0]
        assert.equal(again?.model?.name, 'Sonnet 5.5')
        assert.deepEqual(
          again.breakpoints.map(({ ttl }) => ttl),
          ['1h', '1h'],
        )
        assert.ok(again.blocks.at(-1)?.block.content.includes(values.invoice))
      } else if (format === 'curl' || format === 'claude') {
        const words = execFileSync('sh', ['-c', `${format}() { printf '%s\\0' "$@"; }\n${text}`])
        assert.ok(words.toString().includes(format === 'curl' ? 'a\\\\b' : values.invoice))
      } else {
        assert.ok(JSON.stringify(JSON.parse(text)).includes('日本 😀'))
      }
    })
  }

  it('puts cache points behind the blocks for Bedrock', () => {
    const { text } = build(prompt, { values, format: 'bedrock' })
    const { system } = JSON.parse(text) as { system: object[] }
    assert.deepEqual(system.at(-1), { cachePoint: { type: 'default', ttl: '1h' } })
  })

  it('falls back without breakpoints, and says why', () => {
    const why = (prompt: PromptAnalysis, config: object = {}) => {
      const { body, fallbacks } = build(prompt, {
        config: { enabled: true, ...config },
        values,
      })
      assert.doesNotMatch(JSON.stringify(body), /cache_control/)
      return fallbacks.join(' ')
    }
    assert.match(why(prompt, { enabled: false }), /turned off/)
    assert.match(why(prompt, { models: ['claude-opus'] }), /none of the models/)
    assert.match(why(promptOf(`${long}<<CACHE_BOUNDARY>>x`, 'gpt-9')), /"gpt-9" is not known/)
    assert.match(why(promptOf('short<<CACHE_BOUNDARY>>x')), /below the minimum of 512/)
    assert.match(why(prompt, { minTokens: 90_000 }), /below the minimum of 90,000/)
  })
})
