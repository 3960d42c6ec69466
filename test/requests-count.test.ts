import assert from 'node:assert/strict'
import fc from 'fast-check'
import { frameBefore, frameOf } from '../src/core/frames.ts'
import { findModel } from '../src/core/models.ts'
import type { Block, Section } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'
import { CutTexts } from '../src/core/tokens/cut-texts.ts'
import { Estimator } from '../src/core/tokens/estimate.ts'
import { endOfPart } from '../src/core/tokens/parts.ts'
import { packedWeights } from '../src/core/tokens/weights.ts'
import { countPrompt } from '../src/core/tokens.ts'

const count = (body: object) => countPrompt(parseRequest(body, () => undefined).prompt)
const ask = (content: unknown, more: object = {}) => ({
  model: 'claude-sonnet-4-5',
  messages: [{ role: 'user', content }],
  ...more,
})

describe('the count of a request', () => {
  it('is the sum of its blocks, whatever they hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 })
    const block = fc.oneof(
      text.map((each) => ({ type: 'text', text: each })),
      text.map((data) => ({ type: 'image', source: { type: 'base64', data } })),
      text.map((data) => ({ type: 'document', source: { type: 'base64', data } })),
      fc.tuple(text, fc.jsonValue()).map(([name, input]) => ({ type: 'tool_use', name, input })),
      fc.jsonValue().map((content) => ({ type: 'tool_result', content })),
      fc.tuple(text, fc.jsonValue()).map(([type, value]) => ({ type, value })),
    )
    const body = fc.record({
      model: fc.constantFrom('claude-sonnet-4-5', 'claude-opus-4-7', 'claude-opus-5', 'other'),
      system: fc.oneof(text, fc.array(block, { maxLength: 2 })),
      tools: fc.array(fc.record({ name: text, description: text, input_schema: fc.jsonValue() }), {
        maxLength: 2,
      }),
      messages: fc.array(
        fc.record({
          role: fc.constantFrom('user', 'assistant'),
          content: fc.oneof(text, fc.array(block, { maxLength: 3 })),
        }),
        { maxLength: 4 },
      ),
      output_config: fc.oneof(fc.constant(undefined), fc.jsonValue()),
    })
    fc.assert(
      fc.property(body, (each) => {
        const { blocks, prefixes, total } = count(each)
        const sum = blocks.reduce((all, { tokens }) => all + tokens, 0)
        assert.equal(sum, total.tokens)
        let before = 0
        for (const prefix of [...prefixes, total]) {
          assert.ok(Number.isInteger(prefix.tokens) && prefix.tokens >= before)
          assert.ok(prefix.low <= prefix.tokens && prefix.tokens <= prefix.high)
          before = prefix.tokens
        }
      }),
    )
  })

  it('has five tokens between tools and system of Haiku 3.5, and four fewer behind them', () => {
    const block = (section: Section): Block => ({ section, type: 'text', content: '' })
    const frames = (id: string, from: Section, to: Section): number =>
      frameBefore(block(to), block(from), {
        frame: frameOf(findModel(id), false),
        hasTools: true,
        searches: false,
      })
    const added = (id: string): number[] => [
      frames(id, 'tools', 'system'),
      frames(id, 'system', 'messages') - frames(id, 'tools', 'messages'),
    ]
    assert.deepEqual(added('claude-haiku-3-5'), [5, -4])
    assert.deepEqual(added('claude-sonnet-4-5'), [0, 0])
  })

  it('has the frames of its messages', () => {
    const one = count(ask('Go.')).total.tokens
    const three = {
      ...ask('Go.'),
      messages: ['user', 'assistant', 'user'].map((role) => ({ role, content: 'Go.' })),
    }
    // Seven tokens around one message, thirteen around three: recorded totals of Claude 3 to Opus 4.6.
    assert.ok(Math.abs(count(three).total.tokens - 13 - 3 * (one - 7)) <= 1)
  })

  it('has the tool prompt once, however many tools there are', () => {
    const tool = { name: 'look', description: 'Looks.', input_schema: { type: 'object' } }
    const [none, one, two] = [[], [tool], [tool, tool]].map(
      (tools) => count(ask('Go.', tools.length > 0 ? { tools } : {})).total.tokens,
    )
    const first = (one ?? 0) - (none ?? 0)
    const second = (two ?? 0) - (one ?? 0)
    assert.ok(Math.abs(first - second - 496) <= 1, `${first} ${second}`)
  })

  it('has frames around calls, their arguments, their results, and several calls at once', () => {
    const use = (...names: string[]) => ({
      type: 'tool_use',
      name: 'look',
      input: Object.fromEntries(names.map((name) => [name, 'x'])),
    })
    const result = { type: 'tool_result', content: 'Found.' }
    const failed = { ...result, is_error: true }
    const turn = (model: string, calls: object[], results: object[]): number => {
      const user = { role: 'user', content: 'Go.' }
      const answers = { role: 'user', content: results }
      const called = { model, messages: [user, { role: 'assistant', content: calls }, answers] }
      return count(called).total.tokens - count({ model, messages: [user] }).total.tokens
    }
    const frames = (model: string) => {
      const [one, argument, error, two, three] = [
        turn(model, [use()], [result]),
        turn(model, [use('key')], [result]),
        turn(model, [use()], [failed]),
        turn(model, [use(), use()], [result, result]),
        turn(model, [use(), use(), use()], [result, result, result]),
      ]
      const again = three - two
      return { argument: argument - one, error: error - one, again, several: two - one - again }
    }
    // Recorded: 38 tokens around a call and its result, 14 around an argument, 12 of an error, 32 of several calls.
    const near = (value: number, least: number, most: number): void => {
      assert.ok(least <= value && value <= most, `${value}`)
    }
    for (const [model, times] of [
      ['claude-sonnet-4-5', 1],
      ['claude-opus-4-7', 1.17],
    ] as const) {
      const { argument, error, again, several } = frames(model)
      near(argument, 14 * times, 14 * times + 5)
      near(error, 12, 12)
      near(again, 38 * times, 38 * times + 8)
      near(several, 31, 33)
    }
  })

  it('is open by what a header may ask for, where there are tools and thinking', () => {
    const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }]
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    const width = (more: object): number => {
      const { low, high } = count(ask('Go.', more)).total
      return high - low
    }
    assert.ok(width({ tools, thinking }) - width({ tools }) >= 2 * 148)
    assert.ok(width({ thinking }) - width({}) < 20)
    const newer = { model: 'claude-sonnet-4-6' }
    assert.ok(width({ tools, thinking, ...newer }) - width({ tools, ...newer }) < 20)
  })

  it('has nothing behind the beginning of an answer', () => {
    const begun = [
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: 'Go.' },
    ]
    const one = count(ask('Go.')).total.tokens
    // Four tokens before the first message, three before the second, and three behind a user's alone.
    const two = count({ ...ask('Go.'), messages: begun }).total.tokens
    assert.ok(Math.abs(two - one - (one - 7)) <= 1, `${one} ${two}`)
  })

  it('has an image by its size, scaled down to what the model sees', () => {
    const png = (width: number, height: number): string => {
      const bytes = Buffer.alloc(33)
      bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
      bytes.writeUInt32BE(width, 16)
      bytes.writeUInt32BE(height, 20)
      return bytes.toString('base64')
    }
    const image = (data: string, model: string) => {
      const source = { type: 'base64', media_type: 'image/png', data }
      return count({ ...ask([{ type: 'image', source }]), model }).blocks[0]?.tokens ?? 0
    }
    const small = image(png(300, 300), 'claude-sonnet-4-5')
    assert.ok(Math.abs(small - 7 - (300 * 300) / 750) <= 5, `${small}`)
    assert.ok(image(png(4000, 4000), 'claude-sonnet-4-5') < 1600)
    assert.ok(image(png(4000, 4000), 'claude-opus-4-7') > 4000)
  })

  it('has the pages of a PDF', () => {
    const pages = (number: number): string =>
      Buffer.from(`%PDF-1.4\n${'<< /Type /Page >>\n'.repeat(number)}<< /Type /Pages >>`).toString(
        'base64',
      )
    const document = (number: number) =>
      count(ask([{ type: 'document', source: { type: 'base64', data: pages(number) } }])).total
    const [one, three] = [document(1), document(3)]
    // What stands around a message comes to what recorded pages have, 1,600 tokens empty and 2,700 full.
    assert.ok(one.low - 7 <= 1600 && one.high - 7 >= 2700)
    assert.equal(three.tokens - one.tokens, 2 * (one.tokens - 7))
  })

  it('is the same whatever was counted before', () => {
    const lines = fc.array(fc.string({ maxLength: 300 }), { minLength: 60, maxLength: 120 })
    const removed = fc.oneof(fc.nat(3), fc.nat(20_000))
    const edit = fc.tuple(fc.nat(), removed, fc.string({ maxLength: 3 }))
    fc.assert(
      fc.property(lines, fc.array(edit, { maxLength: 4 }), (all, edits) => {
        let text = all.join(edits.length % 2 === 0 ? '\n' : ' ')
        const warm = new Estimator(packedWeights)
        warm.estimate(text, 'claude-5')
        for (const [place, removed, typed] of edits) {
          const at = place % (text.length + 1)
          text = text.slice(0, at) + typed + text.slice(at + removed)
          const cold = new Estimator(packedWeights)
          assert.deepEqual(warm.estimate(text, 'claude-5'), cold.estimate(text, 'claude-5'))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('makes anew only the parts of a long text that were edited', () => {
    const words = Array.from({ length: 60_000 }, (_, i) => `word${(i * 7919) % 1000}`)
    for (const separator of ['\n', ' ', '","']) {
      const texts = new CutTexts<number>(2 ** 23)
      let made = 0
      const sizeOf = (text: string): number => {
        const parts = texts.get(text, (part) => {
          made += part.length
          return part.length
        })
        return parts.reduce((sum, size) => sum + size, 0)
      }
      let text = words.join(separator)
      assert.equal(sizeOf(text), text.length)
      for (const at of [0, 4096, 250_000, text.length - 1, text.length]) {
        text = `${text.slice(0, at)}!${text.slice(at)}`
        made = 0
        assert.equal(sizeOf(text), text.length)
        assert.ok(made > 0 && made < 40_000, `${made} of ${text.length}`)
      }
      made = 0
      assert.equal(sizeOf(text), text.length)
      assert.equal(made, 0)
    }
  })

  it('cuts long texts into parts that go on alike behind an edit', () => {
    const cuts = (text: string): string[] => {
      const found: string[] = []
      for (let from = 0; from < text.length;) {
        const to = endOfPart(text, from)
        assert.ok(to > from)
        found.push(text.slice(from, to))
        from = to
      }
      return found
    }
    const words = Array.from({ length: 20_000 }, (_, i) => `word${(i * 7919) % 1000}`)
    for (const text of [words.join('\n'), words.join(' ')]) {
      const before = new Set(cuts(text))
      const after = cuts(`${text.slice(0, 9000)}!${text.slice(9000)}`)
      const changed = after.filter((part) => !before.has(part)).length
      assert.ok(changed <= 3, `${changed} of ${after.length}`)
    }
  })
})
