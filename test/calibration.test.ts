import assert from 'node:assert/strict'
import { Calibrator, readCalibration, uncalibrated } from '../src/core/calibration.ts'
import { calibrationLabel, medianError } from '../src/core/calibration-label.ts'
import type { Exchange, Prompt } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'
import { countPrompt } from '../src/core/tokens.ts'
import { readSessions, recordedFolder } from './recorded.ts'

const rules = 'Check each line of the invoice against the price list. '.repeat(40)

function promptOf(turns: number, changes: object = {}): Prompt {
  const messages = Array.from({ length: turns * 2 - 1 }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: `Turn ${i}: ${rules.slice(0, 60 + 37 * i)}`,
  }))
  const body = { model: 'claude-sonnet-4-5', system: rules, messages, ...changes }
  return parseRequest(body, () => undefined).prompt
}

/** A request whose text has more tokens than is estimated, by a factor. */
function exchange(prompt: Prompt, factor: number): Exchange {
  const input = Math.round(countPrompt(prompt).total.tokens * factor)
  return { startedAt: 0, prompt, usage: { read: 0, write5m: 0, write1h: 0, input, output: 1 } }
}

describe('a calibration', () => {
  it('makes a prompt that was recorded exact', () => {
    const calibrator = new Calibrator()
    calibrator.learn(exchange(promptOf(2), 1.1))
    const { total, blocks } = calibrator.count(promptOf(2))
    assert.equal(total.how, 'exact')
    assert.equal(total.tokens, exchange(promptOf(2), 1.1).usage?.input)
    assert.equal(
      blocks.reduce((sum, { tokens }) => sum + tokens, 0),
      total.tokens,
    )
  })

  it('goes on from the longest prefix that was recorded', () => {
    const calibrator = new Calibrator()
    for (let turns = 1; turns <= 20; turns++) calibrator.learn(exchange(promptOf(turns), 1.1))
    const { total, prefixes } = calibrator.count(promptOf(21))
    const truth = exchange(promptOf(21), 1.1).usage?.input ?? 0
    assert.equal(total.how, 'calibrated')
    assert.ok(Math.abs(total.tokens / truth - 1) < 0.01, `${total.tokens} of ${truth}`)
    assert.ok(total.low <= truth && truth <= total.high)
    assert.equal(prefixes.filter(({ how }) => how === 'exact').length, 20)
  })

  it('corrects texts that it has not seen, of the same model alone', () => {
    const calibrator = new Calibrator()
    for (let turns = 1; turns <= 20; turns++) calibrator.learn(exchange(promptOf(turns), 1.1))
    const other = promptOf(3, { system: `Another prompt. ${rules}` })
    const opus = { ...other, model: 'claude-opus-4-1' }
    const plain = countPrompt(other).total.tokens
    assert.ok(calibrator.count(other).total.tokens > plain * 1.05)
    assert.equal(calibrator.count(opus).total.tokens, countPrompt(opus).total.tokens)
  })

  it('learns the length of what was cached', () => {
    const marked = promptOf(3, {
      system: [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }],
    })
    const cached = (countPrompt(marked).prefixes[0]?.tokens ?? 0) + 9
    const { usage } = exchange(marked, 1)
    const calibrator = new Calibrator()
    calibrator.learn({
      startedAt: 0,
      prompt: marked,
      usage: {
        read: cached,
        write5m: 0,
        write1h: 0,
        input: (usage?.input ?? 0) - cached,
        output: 1,
      },
    })
    const other = promptOf(1, { messages: [{ role: 'user', content: 'Another question?' }] })
    assert.deepEqual(calibrator.count(other).prefixes[0], {
      tokens: cached,
      low: cached,
      high: cached,
      how: 'exact',
    })
  })

  it('makes what was cached and the whole exact, whatever stands behind the last block', () => {
    const content = [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }]
    const marked = promptOf(1, { messages: [{ role: 'user', content }] })
    const cached = countPrompt(marked).prefixes.at(-1)?.tokens ?? 0
    for (const input of [1, 4, 9]) {
      const calibrator = new Calibrator()
      const usage = { read: cached, write5m: 0, write1h: 0, input, output: 1 }
      calibrator.learn({ startedAt: 0, prompt: marked, usage })
      const { prefixes, total } = calibrator.count(marked)
      assert.deepEqual([prefixes.at(-1)?.tokens, total.tokens], [cached, cached + input])
      assert.deepEqual([prefixes.at(-1)?.how, total.how], ['exact', 'exact'])
    }
  })

  it('learns nothing from a total that cannot be that of the body', () => {
    const calibrator = new Calibrator()
    calibrator.learn(exchange(promptOf(2), 5))
    assert.equal(calibrator.calibration.requests, 0)
    assert.deepEqual(calibrator.count(promptOf(2)), countPrompt(promptOf(2)))
  })

  it('is the same after it was kept', () => {
    const calibrator = new Calibrator()
    for (let turns = 1; turns <= 4; turns++) calibrator.learn(exchange(promptOf(turns), 1.1))
    const kept: unknown = JSON.parse(JSON.stringify(calibrator.calibration))
    const read = readCalibration(kept)
    assert.deepEqual(read, calibrator.calibration)
    assert.deepEqual(new Calibrator(read).count(promptOf(5)), calibrator.count(promptOf(5)))
    for (const broken of [undefined, {}, [], { version: 2 }, { version: 1, requests: '1' }]) {
      assert.equal(readCalibration(broken), undefined)
    }
  })

  it('says what it rests on', () => {
    const errors = [0.03, -0.008, 0.001]
    const label = calibrationLabel({ ...uncalibrated, requests: 214, errors })
    assert.equal(label, 'calibrated from 214 requests, ±0.8 %')
  })

  it('foresees the totals of recorded sessions after 20 exchanges', function () {
    this.timeout(60_000)
    const folder = recordedFolder()
    if (folder === undefined) return this.skip()
    const errors = readSessions(folder).flatMap(({ rows }) => {
      const calibrator = new Calibrator()
      for (const { exchange, isScored } of rows) if (isScored) calibrator.learn(exchange)
      return calibrator.calibration.errors.slice(20)
    })
    if (errors.length === 0) return this.skip()
    const median = medianError({ ...uncalibrated, errors }) ?? 1
    assert.ok(median < 0.015, `${errors.length} requests: ${median}`)
  })
})
