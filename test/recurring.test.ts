import assert from 'node:assert/strict'
import fc from 'fast-check'
import { analyze } from '../src/core/analyze.ts'
import { allFindings } from '../src/core/findings.ts'
import { rangesOf, recurring, requestsOf } from '../src/core/recurring.ts'
import { runCli } from './run-cli.ts'

const options = { model: 'claude-sonnet-4-5', markers: [] }

/** A request whose system prompt tells the time. */
function request(time: string, words: number): string {
  const system = `It is ${time}. ${'The clerk checks each line of the invoice. '.repeat(words)}`
  return JSON.stringify({
    model: options.model,
    max_tokens: 9,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: 'Go on.' }],
  })
}

function found(text: string, path: string) {
  const analysis = analyze({ text, path }, options)
  assert.ok(analysis)
  const findings = allFindings(analysis)
  return { findings, shared: recurring(findings, requestsOf(analysis)) }
}

describe('what requests of a log share', () => {
  it('is one finding, though its numbers grow, with the requests that it is about', () => {
    const lines = ['10:41', '10:42', '11:07'].map((time, i) => request(time, 300 + 50 * i))
    const { findings, shared } = found(lines.join('\n'), 'a.jsonl')
    const [volatile, ...others] = shared.filter(({ finding }) => finding.code === 'volatile-prefix')
    assert.deepEqual(others, [])
    assert.deepEqual(volatile?.requests, [1, 2, 3])
    assert.equal(
      volatile.finding,
      findings.find(({ code }) => code === 'volatile-prefix'),
    )
  })

  it('is not what another request lacks, and nothing is shared elsewhere', () => {
    const plain = request('noon', 300).replace('It is noon. ', '')
    const mixed = found([request('10:41', 300), plain, request('10:43', 300)].join('\n'), 'a.jsonl')
    const requests = mixed.shared
      .filter(({ finding }) => finding.code === 'volatile-prefix')
      .map((each) => each.requests)
    assert.deepEqual(requests, [[1, 3]])
    const { findings, shared } = found(
      `[${request('10:41', 300)},${request('10:42', 300)}]`,
      'a.json',
    )
    assert.ok(findings.length > 1)
    assert.deepEqual(
      shared,
      findings.map((finding) => ({ finding, requests: [] })),
    )
  })

  it('is written down with ranges that hold every number and no other', () => {
    assert.equal(rangesOf([1, 2, 3, 7, 9, 10]), '1-3, 7, 9-10')
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }))
    fc.assert(
      fc.property(numbers, (some) => {
        const sorted = some.toSorted((a, b) => a - b)
        const read = rangesOf(sorted)
          .split(', ')
          .filter(Boolean)
          .flatMap((range) => {
            const [from = 0, to = from] = range.split('-').map(Number)
            return Array.from({ length: to - from + 1 }, (_, i) => from + i)
          })
        assert.deepEqual(read, sorted)
      }),
    )
  })

  it('lint prints once as text; JSON, SARIF and the exit code count every request', async () => {
    const log = 'examples/shop-agent.capture.jsonl'
    const text = await runCli(['lint', log])
    const lines = text.out.trim().split('\n')
    assert.equal(lines.length, 3)
    assert.match(lines[0] ?? '', /:1:\d+ warning volatile-prefix: .* \[in 12 requests: 1-12\]$/)
    assert.equal(lines[2], '2 findings in 1 file (24 with every request counted)')
    assert.equal(text.code, 1)
    const json = await runCli(['lint', log, '--json'])
    assert.equal(json.out.trim().split('\n').length, 24)
    const sarif = JSON.parse((await runCli(['lint', log, '--format', 'sarif'])).out) as {
      runs: { results: unknown[] }[]
    }
    assert.equal(sarif.runs[0]?.results.length, 24)
    assert.equal((await runCli(['lint', log, '--max-warnings', '11'])).code, 1)
    assert.equal((await runCli(['lint', log, '--max-warnings', '12'])).code, 0)
  })
})
