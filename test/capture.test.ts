import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import Anthropic from '@anthropic-ai/sdk'
import { LogFile } from '../src/capture/log-file.ts'
import { type Capture, type CaptureOptions, startCapture } from '../src/capture/proxy.ts'
import { readLogFile } from '../src/read-log.ts'
import { jsonAnswer, requestBody, streamedAnswer } from './answers.ts'
import {
  type Answer,
  type FakeUpstream,
  type Received,
  call,
  closed,
  listening,
  startUpstream,
} from './upstream.ts'

interface Line {
  readonly startedAt: string
  readonly url: string
  readonly status: number
  readonly cut?: string
  readonly firstByteMs: number
  readonly durationMs: number
  readonly request: { readonly messages: readonly unknown[]; readonly diagnostics?: unknown }
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly response: {
    readonly id?: string
    readonly model?: string
    readonly stop_reason?: string | null
    readonly usage?: Readonly<Record<string, unknown>>
    readonly error?: { readonly type: string }
  }
}

const recorder = 'dist/recorder.js'

describe('the capture proxy', () => {
  let folder = ''
  let log = ''
  let upstream: FakeUpstream | undefined
  let capture: Capture | undefined
  const troubles: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    log = join(folder, 'session.capture.jsonl')
    troubles.length = 0
  })
  afterEach(async () => {
    await capture?.stop()
    await upstream?.close()
    capture = upstream = undefined
    rmSync(folder, { recursive: true })
  })

  const start = async (answer: Answer, more: Partial<CaptureOptions> = {}): Promise<string> => {
    upstream = await startUpstream(answer)
    capture = await startCapture({
      upstream: upstream.url,
      log,
      recorder,
      onTrouble: (message) => troubles.push(message),
      ...more,
    })
    return capture.url
  }
  /** The log's lines once all of them are written. */
  const lines = async (): Promise<Line[]> => {
    await capture?.stop()
    const text = readFileSync(log, 'utf8')
    assert.ok(text === '' || text.endsWith('\n'), 'the last line is whole')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
  }
  const onlyLine = async (): Promise<Line> => {
    const all = await lines()
    assert.equal(all.length, 1)
    return all[0] as Line
  }

  it('answers as the upstream does, to the byte', async () => {
    const answers: Answer[] = [
      (response) => {
        response.writeHead(200, [
          'Content-Type',
          'application/json',
          'X-Twice',
          'a',
          'X-Twice',
          'b',
        ])
        response.end(jsonAnswer())
      },
      (response) => {
        response.writeHead(418, 'Short and stout', { 'Content-Length': 3 }).end('no\n')
      },
      (response) => {
        response.writeHead(204).end()
      },
    ]
    for (const answer of answers) {
      const url = await start(answer)
      const options = { body: requestBody(), headers: ['X-Api-Key', 'sk', 'anthropic-beta', 'a,b'] }
      const direct = await call(upstream?.url ?? '', options)
      assert.deepEqual(seenBy(await call(url, options)), seenBy(direct))
      const [first, second] = upstream?.seen ?? []
      assert.deepEqual({ ...second, headers: [] }, { ...first, headers: [] })
      assert.deepEqual(endToEnd(second?.headers), endToEnd(first?.headers))
      await capture?.stop()
      await upstream?.close()
    }
  })

  it('passes streams on whatever their pieces, and reads the usage out of them', async () => {
    const stream = Buffer.from(streamedAnswer())
    for (const size of [1, 2, 3, 7, 61, 4096]) {
      const url = await start(async (response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
        for (let at = 0; at < stream.length; at += size) {
          response.write(stream.subarray(at, at + size))
          if (at % (size * 64) === 0) await sleep(0)
        }
        response.end()
      })
      const { body, isCut } = await call(url, { body: requestBody() })
      assert.ok(body.equals(stream), `pieces of ${size}`)
      assert.equal(isCut, false)
      const { response } = await onlyLine()
      assert.equal(response.id, 'msg_1')
      assert.equal(response.stop_reason, 'end_turn')
      assert.equal(response.usage?.['output_tokens'], 9)
      assert.equal(response.usage['cache_read_input_tokens'], 2048)
      await upstream?.close()
      rmSync(log)
    }
  })

  for (const [coding, pack] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const) {
    it(`passes ${coding} on as it is, and unpacks it for the record`, async () => {
      const packed = pack(Buffer.from(streamedAnswer()))
      const url = await start((response) => {
        response.writeHead(200, {
          'Content-Type': 'text/event-stream',
          'Content-Encoding': coding,
        })
        response.end(packed)
      })
      const headers = ['Accept-Encoding', 'gzip, br']
      const { body } = await call(url, { body: requestBody(), headers })
      assert.ok(body.equals(packed))
      assert.ok(upstream?.seen[0]?.headers.includes('gzip, br'))
      assert.equal((await onlyLine()).response.usage?.['cache_read_input_tokens'], 2048)
    })
  }

  it('shows the first byte while the upstream still thinks', async () => {
    const first = Promise.withResolvers<undefined>()
    const stream = streamedAnswer()
    const cut = stream.indexOf('event: ping')
    const url = await start(async (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(stream.slice(0, cut))
      // Ends only when the client has seen the beginning.
      await first.promise
      response.end(stream.slice(cut))
    })
    const { body } = await call(url, {
      body: requestBody(),
      onPiece: () => {
        first.resolve(undefined)
      },
    })
    assert.equal(body.toString(), stream)
    const { firstByteMs, durationMs } = await onlyLine()
    assert.ok(firstByteMs > 0 && firstByteMs <= durationMs)
  })

  it('tells the upstream when the client goes away, and keeps what was billed', async () => {
    const gone = Promise.withResolvers<undefined>()
    const stream = streamedAnswer()
    const url = await start((response) => {
      response.on('close', () => {
        gone.resolve(undefined)
      })
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(stream.slice(0, stream.indexOf('event: ping')))
    })
    await call(url, {
      body: requestBody(),
      onPiece: (_, request) => {
        request.destroy()
      },
    }).catch(() => undefined)
    await gone.promise
    const { cut, response } = await onlyLine()
    assert.equal(cut, 'client')
    assert.equal(response.usage?.['cache_read_input_tokens'], 2048)
  })

  it('breaks off where the upstream does, with all that came before', async () => {
    const stream = streamedAnswer()
    const part = stream.slice(0, stream.length / 2)
    for (const pack of [undefined, gzipSync]) {
      const url = await start((response) => {
        const coding = pack && { 'Content-Encoding': 'gzip' }
        response.writeHead(200, { 'Content-Type': 'text/event-stream', ...coding })
        const bytes = pack ? pack(Buffer.from(stream)).subarray(0, 250) : Buffer.from(part)
        response.write(bytes, () => response.socket?.destroy())
      })
      const direct = await call(upstream?.url ?? '', { body: requestBody() })
      const through = await call(url, { body: requestBody() })
      assert.deepEqual(seenBy(through), seenBy(direct))
      assert.equal(through.isCut, true)
      const { cut, response } = await onlyLine()
      assert.equal(cut, 'upstream')
      assert.equal(response.usage?.['cache_read_input_tokens'], 2048)
      await upstream?.close()
      rmSync(log)
    }
  })

  for (const [status, type] of [
    [429, 'rate_limit_error'],
    [529, 'overloaded_error'],
  ] as const) {
    it(`passes ${status} on with its retry-after, and replays none of it`, async () => {
      const url = await start((response) => {
        response.writeHead(status, { 'Retry-After': '17', 'Content-Type': 'application/json' })
        response.end(JSON.stringify({ type: 'error', error: { type, message: 'Later.' } }))
      })
      const direct = await call(upstream?.url ?? '', { body: requestBody() })
      assert.deepEqual(seenBy(await call(url, { body: requestBody() })), seenBy(direct))
      const line = await onlyLine()
      assert.equal(line.status, status)
      assert.equal(line.response.error?.type, type)
      assert.equal(line.responseHeaders['retry-after'], '17')
      assert.equal((await readLogFile(log)).exchanges.length, 0)
    })
  }

  it('takes bodies of 32 MB in both directions', async () => {
    const text = randomBytes(12 << 20).toString('hex') + 'x'.repeat(8 << 20)
    const body = requestBody(text)
    const url = await start((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(body)
    })
    const received = await call(url, { body })
    assert.ok(upstream?.seen[0]?.body.equals(Buffer.from(body)))
    assert.ok(received.body.equals(Buffer.from(body)))
    assert.deepEqual((await onlyLine()).request, JSON.parse(body))
  })

  it('keeps a hundred requests at once apart', async () => {
    const url = await start(async (response, { body }) => {
      const { messages } = JSON.parse(body.toString()) as { messages: [{ content: string }] }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      for (const each of streamedAnswer(`msg_${messages[0].content}`).split(/(?<=\n\n)/)) {
        response.write(each)
        await sleep(1)
      }
      response.end()
    })
    const numbers = Array.from({ length: 100 }, (_, i) => String(i))
    await Promise.all(
      numbers.map(async (each) => {
        const { body } = await call(url, { body: requestBody(each) })
        assert.equal(body.toString(), streamedAnswer(`msg_${each}`))
      }),
    )
    const pairs = (await lines()).map(({ request, response }) => [
      `msg_${(request.messages[0] as { content: string }).content}`,
      response.id,
    ])
    assert.equal(pairs.length, 100)
    for (const [asked, answered] of pairs) assert.equal(answered, asked)
  })

  it('lets the connection fail where the upstream is down, and says so', async () => {
    const server = http.createServer()
    const nowhere = await listening(server)
    await closed(server)
    capture = await startCapture({
      upstream: nowhere,
      log,
      recorder,
      onTrouble: (message) => troubles.push(message),
    })
    await assert.rejects(call(capture.url, { body: requestBody() }), /hang up|ECONNRESET/)
    for (const baseURL of [nowhere, capture.url]) {
      const client = new Anthropic({ apiKey: 'sk-ant-none', baseURL, maxRetries: 0 })
      const messages = [{ role: 'user' as const, content: 'Hello' }]
      const asked = client.messages.create({ model: 'claude-sonnet-5-5', max_tokens: 1, messages })
      await assert.rejects(asked, Anthropic.APIConnectionError)
    }
    assert.deepEqual(await lines(), [])
    assert.match(troubles[0] ?? '', /was not reached.*ECONNREFUSED/)
  })

  it('writes no secret, wherever a header or an address holds it', async () => {
    const secret = 'sk-ant-planted-9731'
    const url = await start((response) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Set-Cookie': `session=${secret}`,
        'Request-Id': 'req_1',
      })
      response.end(jsonAnswer())
    })
    const names = ['x-api-key', 'Authorization', 'Cookie', 'Proxy-Authorization', 'X-Other-Token']
    await call(url, {
      path: `/v1/messages?beta=true&key=${secret}`,
      body: requestBody(),
      headers: [...names.flatMap((name) => [name, secret]), 'anthropic-beta', 'one,two'],
    })
    const line = await onlyLine()
    assert.ok(!readFileSync(log, 'utf8').includes('planted'))
    assert.equal(line.requestHeaders['anthropic-beta'], 'one,two')
    assert.equal(line.responseHeaders['request-id'], 'req_1')
    assert.ok(upstream?.seen[0]?.path.includes(secret), 'the upstream gets it')
  })

  it('makes a log that only its owner reads, and adds to one that is there', async () => {
    writeFileSync(log, '{"note":"before"}\n{"startedAt":"2026-01-0', { mode: 0o600 })
    const url = await start((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(jsonAnswer())
    })
    await call(url, { body: requestBody() })
    const [before, line] = await lines()
    assert.deepEqual(before, { note: 'before' })
    assert.equal(line?.response.id, 'msg_1')
    rmSync(log)
    capture = await startCapture({ upstream: url, log, recorder })
    assert.equal(statSync(log).mode & 0o777, 0o600)
  })

  it('keeps calls of models only, as they were sent', async () => {
    const url = await start((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"input_tokens":4}')
    })
    await call(url, { path: '/v1/messages/count_tokens', body: requestBody() })
    await call(url, { method: 'GET', path: '/v1/models' })
    await call(url, { body: 'no JSON' })
    const body = `{\n  "2": 1e2,\r\n  "1": 0,\n "messages": []}`
    await call(url, { body })
    assert.equal((await lines()).length, 1)
    const text = readFileSync(log, 'utf8')
    assert.match(text, /"request":\{ {3}"2": 1e2, {3}"1": 0, {2}"messages": \[\]\},"response"/)
  })

  it('serves this machine only, by its own name', async () => {
    const url = await start((response) => {
      response.end()
    })
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
    const { port } = new URL(url)
    for (const host of ['evil.example', `evil.example:${port}`]) {
      const { status } = await fetchAs(host, Number(port))
      assert.equal(status, 403)
    }
    assert.deepEqual(upstream?.seen, [])
  })

  it('works for the SDK, and its log replays', async () => {
    const url = await start((response, { body }) => {
      const { stream } = JSON.parse(body.toString()) as { stream?: boolean }
      const type = stream ? 'text/event-stream' : 'application/json'
      response.writeHead(200, { 'Content-Type': type })
      response.end(stream ? streamedAnswer('msg_2') : jsonAnswer())
    })
    const client = new Anthropic({ apiKey: 'sk-ant-none', baseURL: url, maxRetries: 0 })
    const asked = {
      model: 'claude-sonnet-5-5',
      max_tokens: 64,
      messages: [{ role: 'user' as const, content: 'Hello' }],
    }
    const whole = await client.messages.create(asked)
    const streamed = await client.messages.stream(asked).finalMessage()
    assert.deepEqual(streamed.content, [{ type: 'text', text: 'By the sun — and by smell. 🐝' }])
    assert.equal(whole.id, 'msg_1')
    await capture?.stop()
    const { exchanges, problems, format } = await readLogFile(log)
    assert.equal(format, 'captured log')
    assert.deepEqual(problems, [])
    assert.deepEqual(
      exchanges.map(({ id, usage }) => [id, usage]),
      ['msg_1', 'msg_2'].map((id) => [
        id,
        { input: 12, read: 2048, write5m: 512, write1h: 0, output: 9 },
      ]),
    )
  })

  it('asks the API why, with the answer before in the same conversation', async () => {
    let count = 0
    let recorded = Promise.withResolvers<undefined>()
    const url = await start(
      (response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' })
        response.end(jsonAnswer(`msg_${++count}`))
      },
      {
        diagnostics: true,
        onExchange: () => {
          recorded.resolve(undefined)
        },
      },
    )
    const say = async (...texts: string[]) => {
      recorded = Promise.withResolvers()
      const messages = texts.map((content, i) => ({ role: i % 2 ? 'assistant' : 'user', content }))
      await call(url, { body: requestBody('', { messages }) })
      await recorded.promise
      const body = JSON.parse(upstream?.seen.at(-1)?.body.toString() ?? '') as {
        diagnostics: { previous_message_id: string | null }
      }
      return body.diagnostics.previous_message_id
    }
    assert.equal(await say('a'), null)
    assert.equal(await say('other'), null)
    assert.equal(await say('a', 'b', 'c'), 'msg_1')
    assert.equal(await say('other', 'b', 'c'), 'msg_2')
    assert.equal(await say('a', 'b', 'c', 'd', 'e'), 'msg_3')
    assert.equal(await say('a', 'edited', 'c', 'd', 'e', 'f', 'g'), 'msg_5')
    for (const { request } of await lines()) assert.equal(request.diagnostics, undefined)
    assert.deepEqual(
      upstream?.seen.map(({ headers, body }) => lengthIn(headers) === body.length),
      Array.from({ length: 6 }, () => true),
    )
  })

  it('leaves no half line behind when it is killed', async () => {
    upstream = await startUpstream((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(jsonAnswer())
    })
    const body = requestBody('x'.repeat(1 << 20))
    for (let round = 0; round < 3; round++) {
      const args = ['dist/cli.mjs', 'capture', '--upstream', upstream.url, '--out', log]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
      const ended = once(child, 'close')
      const url = await addressSaidBy(child.stderr)
      let answered = 0
      const clients = Array.from({ length: 8 }, async () => {
        for (;;) {
          await call(url, { body })
          if (++answered >= 20 + round && statSync(log).size > 0) child.kill('SIGKILL')
        }
      })
      await Promise.allSettled(clients)
      // The recorder outlives the proxy by the line that it is writing, and shares its standard error.
      await ended
      const text = readFileSync(log, 'utf8')
      assert.ok(text.endsWith('\n'))
      const ids = text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Line).response.id)
      assert.ok(ids.length > 0 && ids.every((id) => id === 'msg_1'))
      rmSync(log)
    }
  })

  it('takes away a line that was cut off, but none that another process is still writing', async () => {
    writeFileSync(log, '{"whole":1}\n{"cut')
    const first = await LogFile.open(log)
    await first.append('{"whole":2}')
    await first.close()
    assert.equal(readFileSync(log, 'utf8'), '{"whole":1}\n{"whole":2}\n')

    appendFileSync(log, '{"whole"')
    const opening = LogFile.open(log)
    await sleep(50)
    appendFileSync(log, ':3}\n')
    await (await opening).close()
    assert.match(readFileSync(log, 'utf8'), /\n\{"whole":3\}\n$/)
  })

  it('leaves a file alone that is no log', async () => {
    for (const text of [
      '\u0089PNG\r\n\u001a\n',
      '# Notes',
      '{\n  "name": "x"\n}',
      '{"minified":1}',
    ]) {
      writeFileSync(log, text)
      await assert.rejects(LogFile.open(log), /is no captured log\. Choose another file/)
      assert.equal(readFileSync(log, 'utf8'), text)
    }
    writeFileSync(log, '{"started')
    await (await LogFile.open(log)).close()
    assert.equal(readFileSync(log, 'utf8'), '')
  })

  it('leaves bodies out of the log when it is told to', async () => {
    const url = await start(
      (response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(jsonAnswer())
      },
      { bodies: 'digests' },
    )
    await call(url, { body: requestBody('a private matter') })
    await onlyLine()
    assert.doesNotMatch(readFileSync(log, 'utf8'), /private/)
    const [exchange] = (await readLogFile(log)).exchanges
    assert.deepEqual(
      exchange?.prompt?.blocks.map(({ section, breakpoint }) => [section, breakpoint]),
      [
        ['system', '5m'],
        ['messages', undefined],
      ],
    )
    assert.match(upstream?.seen[0]?.body.toString() ?? '', /a private matter/)
  })
})

/** All that a client sees, but for the time and what belongs to one connection. */
function seenBy(received: Received): Received {
  return { ...received, headers: endToEnd(received.headers) }
}

function endToEnd(headers: readonly string[] = []): string[] {
  const left: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const [name = '', value = ''] = headers.slice(i, i + 2)
    if (!/^(date|connection|keep-alive|host)$/i.test(name)) left.push(name, value)
  }
  return left
}

function lengthIn(headers: readonly string[]): number {
  return Number(headers[headers.findIndex((each) => each.toLowerCase() === 'content-length') + 1])
}

/** The address that a capture on the command line tells; the stream stays open. */
async function addressSaidBy(stream: Readable): Promise<string> {
  let text = ''
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    text += String(piece)
    const [address] = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(text) ?? []
    if (address === undefined) continue
    stream.resume()
    return address
  }
  throw new Error(`No address in: ${text}`)
}

/** A request that a page would make whose name was pointed at this machine. */
function fetchAs(host: string, port: number): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    http
      .request({ port, host: '127.0.0.1', path: '/v1/messages', headers: { host } }, (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0 })
      })
      .on('error', reject)
      .end()
  })
}
