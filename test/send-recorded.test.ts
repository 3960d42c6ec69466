import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { connect } from '../src/api/sdk.ts'
import { runTest } from '../src/api/run-test.ts'
import { toExchange } from '../src/core/exchange.ts'
import type { Exchange } from '../src/core/prompt.ts'
import type { Match } from '../src/core/test-result.ts'
import { countBlock } from '../src/core/tokens.ts'
import { isObject, objectOf, textOf } from '../src/core/values.ts'
import { dataFolder } from './data.ts'
import { startMessagesApi } from './messages-api/server.mjs'

/** Recorded sessions that are sent again; all of them would take a minute. */
const maxSessions = 24

describe('a recorded session, sent again to a server that answers as it was recorded', () => {
  const warn = console.warn
  before(() => {
    console.warn = () => undefined // The SDK warns of each model that is no longer new.
  })
  after(() => {
    console.warn = warn
  })

  it('is predicted as it was answered, in our example', async () => {
    const matches = await resend(join('examples', 'shop-agent.capture.jsonl'))
    assert.equal(matches.length, 12)
    assert.deepEqual(
      matches.filter((match) => match === 'different'),
      [],
    )
  })

  it('is predicted as it was answered, in what others have published', async function () {
    const folder = dataFolder('recorded')
    if (!folder) return this.skip()
    const files = readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name))
    const step = Math.ceil(files.length / maxSessions)
    const matches: Match[] = []
    for (const file of files.filter((_, i) => i % step === 0)) {
      matches.push(...(await resend(join(folder, file))))
    }
    const share = (...wanted: readonly Match[]) =>
      matches.filter((match) => wanted.includes(match)).length / matches.length
    assert.ok(matches.length > 50, `only ${matches.length} requests`)
    assert.ok(share('equal') > 0.8, `equal: ${share('equal')}`)
    assert.ok(share('equal', 'close') > 0.93, `equal or close: ${share('equal', 'close')}`)
  })
})

/** Sends a log's requests one by one at their recorded times, and answers how each compares. */
async function resend(path: string): Promise<Match[]> {
  const rows = rowsOf(path)
  const server = await startMessagesApi({ messages: rows.map(({ answer }) => answer) })
  const history: Exchange[] = []
  const matches: Match[] = []
  try {
    const api = await connect({ key: 'k-1', baseUrl: server.url })
    for (const { body, startedAt, isScored } of rows) {
      const { steps } = await runTest(
        { mode: 'single', body, betas: [], waitMs: 0, turns: 1, say: '' },
        {
          ...{ title: basename(path), api, baseUrl: server.url, history, count: countBlock },
          clock: { now: () => startedAt, sleep: () => Promise.resolve() },
          ...{ signal: new AbortController().signal, budget: Infinity, secrets: [] },
          spending: { today: () => 0, add: () => undefined },
          onProgress: () => undefined,
          keep: (line) => {
            const read = toExchange(line)?.exchange
            if (read) history.push(read)
            return Promise.resolve()
          },
        },
      )
      const [result] = steps
      assert.equal(result?.failure, undefined, result?.failure?.what)
      if (isScored) matches.push(result?.match ?? 'none')
    }
  } finally {
    await server.stop()
  }
  return matches
}

/** Plain requests to the Claude API, with their answers. */
function rowsOf(path: string) {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const value: unknown = JSON.parse(line)
      const row = objectOf(value)
      const exchange = toExchange(value)?.exchange
      const request = objectOf(row?.['request'])
      if (!exchange?.usage || !request || !exchange.prompt || exchange.passes) return []
      if ((exchange.platform ?? 'claude-api') !== 'claude-api') return []
      const { stream: _, ...body } = request
      const meta = objectOf(row?.['meta'])
      const { id = 'msg_x' } = exchange
      const model = textOf(objectOf(row?.['response'])?.['model']) ?? String(request['model'])
      return [
        {
          body,
          startedAt: exchange.startedAt,
          isScored: !isObject(meta) || meta['score'] !== false,
          answer: { id, model, usage: exchange.usage },
        },
      ]
    })
}
