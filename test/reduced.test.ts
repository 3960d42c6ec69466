import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { toExchange } from '../src/core/exchange.ts'
import { Prefixes } from '../src/core/prefix.ts'
import type { Exchange } from '../src/core/prompt.ts'
import { requestReducer } from '../src/core/reduced.ts'
import { simulate } from '../src/core/simulate.ts'
import { countBlock } from '../src/core/tokens.ts'
import type { JsonObject } from '../src/core/values.ts'

describe('a request reduced to digests and counts', () => {
  const lines = readFileSync('examples/shop-agent.capture.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject & { request: JsonObject })

  it('replays as the whole request does', () => {
    const reduce = requestReducer(countBlock)
    const reduced = lines.map((line) => ({ ...line, request: throughJson(reduce(line.request)) }))
    assert.deepEqual(outcomes(reduced), outcomes(lines))
  })

  it('holds nothing of what was said', () => {
    const reduce = requestReducer(countBlock)
    const [first] = lines
    assert.ok(first)
    const phrases = JSON.stringify(first.request).match(/[A-Za-z]+ [a-z]+ [a-z]+/g) ?? []
    const text = JSON.stringify(reduce(first.request))
    assert.ok(phrases.length > 0)
    assert.deepEqual(
      phrases.filter((phrase) => text.includes(phrase)),
      [],
    )
  })
})

function throughJson(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}

function outcomes(lines: readonly JsonObject[]): unknown[] {
  const prefixes = new Prefixes()
  const exchanges = lines.map((line) => toExchange(line, prefixes)?.exchange)
  const known = exchanges.filter((each): each is Exchange => each !== undefined)
  assert.equal(known.length, lines.length)
  return simulate(known, countBlock).iterations.map(({ predicted, verdict, lost, reasons }) => [
    predicted,
    verdict,
    lost,
    reasons.map(({ type }) => type),
  ])
}
