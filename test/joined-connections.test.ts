import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import * as net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { type Capture, type CaptureOptions, startCapture } from '../src/capture/proxy.ts'
import { HumanError } from '../src/errors.ts'
import { jsonAnswer, requestBody, streamedAnswer } from './answers.ts'
import { call, closed, listening } from './upstream.ts'

describe('a connection that is captured', () => {
  let folder = ''
  let log = ''
  const closing: (() => Promise<unknown>)[] = []
  const troubles: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    log = join(folder, 'session.capture.jsonl')
    troubles.length = 0
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    rmSync(folder, { recursive: true })
  })

  const serve = async (server: http.Server): Promise<string> => {
    const url = await listening(server)
    closing.push(() => closed(server))
    return url
  }
  const captureOf = async (upstream: string, more: Partial<CaptureOptions> = {}) => {
    const capture = await startCapture({
      upstream,
      log,
      recorder: 'dist/recorder.js',
      onTrouble: (message) => troubles.push(message),
      ...more,
    })
    closing.push(() => capture.stop())
    return capture
  }
  const ids = async (capture: Capture): Promise<(string | undefined)[]> => {
    await capture.stop()
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { response: { id?: string } }).response.id)
  }

  it('carries one request after the other, and ends when the upstream ends it', async () => {
    let connections = 0
    const server = answering((_, response, number) => {
      response.writeHead(200, { Connection: number === 3 ? 'close' : 'keep-alive' })
      response.end(jsonAnswer(`msg_${number}`))
    }).on('connection', () => connections++)
    const capture = await captureOf(await serve(server))
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    for (let i = 1; i <= 4; i++) {
      const { status } = await call(capture.url, { body: requestBody(), agent })
      assert.equal(status, 200)
    }
    assert.equal(connections, 2)
    agent.destroy()
    assert.deepEqual(await ids(capture), ['msg_1', 'msg_2', 'msg_3', 'msg_4'])
  })

  it('fails as it would without us when the upstream resets it', async () => {
    const server = answering((_, response, number) => {
      if (number % 2 === 0) response.socket?.resetAndDestroy()
      else response.end(jsonAnswer())
    })
    const upstream = await serve(server)
    const capture = await captureOf(upstream)
    for (const url of [upstream, capture.url]) {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
      assert.equal((await call(url, { body: requestBody(), agent })).status, 200)
      await assert.rejects(call(url, { body: requestBody(), agent }), /ECONNRESET|hang up/)
      agent.destroy()
    }
    assert.deepEqual(await ids(capture), ['msg_1'])
    assert.match(troubles.join(), /was not reached/)
  })

  it('is let go of without a word when nothing is asked any more', async () => {
    const capture = await captureOf(
      await serve(
        answering((_, response) => {
          response.end(jsonAnswer())
          // Behind the answer's last byte.
          response.on('close', () => response.socket?.resetAndDestroy())
        }),
      ),
    )
    const socket = net.connect(Number(new URL(capture.url).port), '127.0.0.1').resume()
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await once(socket, 'end')
    assert.deepEqual(troubles, [])
  })

  it('answers requests that come before the answers to others, in their order', async () => {
    const capture = await captureOf(
      await serve(answering((_, response, number) => response.end(jsonAnswer(`msg_${number}`)))),
    )
    const body = requestBody()
    const request = `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const last = request.replace('\r\n', '\r\nConnection: close\r\n')
    const text = await said(
      capture.url,
      `HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n${request}${last}`,
    )
    assert.deepEqual(text.match(/msg_\d/g), ['msg_2', 'msg_3'])
    assert.deepEqual(await ids(capture), ['msg_2', 'msg_3'])
  })

  it('passes on what comes in chunks, what follows them, and what is only asked for', async () => {
    const seen: [string, http.IncomingHttpHeaders, NodeJS.Dict<string>][] = []
    const server = http.createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        seen.push([Buffer.concat(pieces).toString(), request.headers, request.trailers])
        response.end(jsonAnswer())
      })
    })
    const upstream = await serve(server)
    const capture = await captureOf(upstream)
    const body = requestBody('in pieces: é 🐝')
    for (const url of [upstream, capture.url]) {
      const request = http.request(`${url}/v1/messages`, {
        method: 'POST',
        headers: { Host: 'localhost', Expect: '100-continue', 'X-Name': 'naïve', Trailer: 'X-Sum' },
      })
      request.addTrailers({ 'X-Sum': '7' })
      const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
      request.flushHeaders()
      await once(request, 'continue')
      const bytes = Buffer.from(body)
      for (let at = 0; at < bytes.length; at += 5) request.write(bytes.subarray(at, at + 5))
      request.end()
      const [answer] = await answered
      await once(answer.resume(), 'end')
    }
    const [direct, through] = seen
    assert.equal(through?.[0], body)
    assert.equal(through[2]['x-sum'], '7')
    assert.deepEqual(through, [
      direct?.[0],
      { ...direct?.[1], host: new URL(upstream).host },
      direct?.[2],
    ])
    assert.deepEqual(await ids(capture), ['msg_1'])
  })

  it('takes the end of the connection for the end of an answer without a length', async () => {
    const server = net.createServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.0 200 OK\r\n\r\n${streamedAnswer('msg_9')}`))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as net.AddressInfo
    const capture = await captureOf(`http://127.0.0.1:${port}`)
    const { body, isCut } = await call(capture.url, { body: requestBody() })
    assert.equal(body.toString(), streamedAnswer('msg_9'))
    assert.equal(isCut, false)
    assert.deepEqual(await ids(capture), ['msg_9'])
  })

  it('offers no other protocol, refuses what is no HTTP, and goes on for others', async () => {
    const offers: (string | undefined)[] = []
    const server = answering((request, response) => {
      offers.push(request.headers.upgrade)
      response.end(jsonAnswer())
    })
    const capture = await captureOf(await serve(server))
    const headers = [
      'Connection',
      'Upgrade, HTTP2-Settings',
      'Upgrade',
      'h2c',
      'HTTP2-Settings',
      '',
    ]
    assert.equal((await call(capture.url, { body: requestBody(), headers })).status, 200)
    assert.deepEqual(offers, [undefined])
    assert.match(
      await said(capture.url, '\u0016\u0003\u0001 no HTTP\r\n\r\n'),
      /^HTTP\/1.1 400 Bad Request/,
    )
    assert.equal((await call(capture.url, { body: requestBody() })).status, 200)
    assert.deepEqual(await ids(capture), ['msg_1', 'msg_1'])
  })

  it('gives the upstream the credentials of its address where a request brings none', async () => {
    const seen: (string | undefined)[] = []
    const server = answering((request, response) => {
      seen.push(request.headers.authorization)
      response.end(jsonAnswer())
    })
    const address = new URL('/team/', await serve(server))
    Object.assign(address, { username: 'bee', password: 'h@ney' })
    const capture = await captureOf(address.href)
    await call(capture.url, { body: requestBody() })
    await call(capture.url, { body: requestBody(), headers: ['Authorization', 'Bearer mine'] })
    assert.deepEqual(seen, [`Basic ${btoa('bee:h@ney')}`, 'Bearer mine'])
    await capture.stop()
    assert.match(readFileSync(log, 'utf8'), /"url":"http:\/\/127\.0\.0\.1:\d+\/v1\/messages"/)
    assert.ok(!readFileSync(log, 'utf8').includes('h@ney'))
  })

  for (const isProxied of [false, true]) {
    it(`reaches an upstream by TLS${isProxied ? ', through a proxy' : ''}, and trusts no other`, async () => {
      const [key, cert] = ['key', 'crt'].map((end) =>
        readFileSync(`test/fixtures/tls/localhost.${end}`, 'utf8'),
      )
      const server = https.createServer({ key, cert }, (request, response) => {
        request.resume().on('end', () => response.end(jsonAnswer()))
      })
      const upstream = (await serve(server)).replace('http:', 'https:')
      const tunnels: string[] = []
      const proxy = isProxied ? { proxy: await serve(tunnelling(tunnels)) } : {}
      const capture = await captureOf(upstream, proxy)
      await assert.rejects(call(capture.url, { body: requestBody() }), /ECONNRESET|hang up/)
      assert.match(troubles.join(), /was not reached: .*self-signed/)
      const trusted = tls.getCACertificates('default')
      tls.setDefaultCACertificates([...trusted, cert ?? ''])
      try {
        for (let i = 0; i < 3; i++) {
          assert.equal((await call(capture.url, { body: requestBody() })).status, 200)
        }
      } finally {
        tls.setDefaultCACertificates(trusted)
      }
      assert.equal(tunnels.length, isProxied ? 4 : 0)
      assert.deepEqual(await ids(capture), ['msg_1', 'msg_1', 'msg_1'])
    })
  }

  it('says so when the proxy on the way refuses, and sends it nothing', async () => {
    const asked: string[] = []
    const refusing = http.createServer().on('connect', ({ url = '' }, socket) => {
      asked.push(url)
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    })
    const capture = await captureOf('https://api.example', { proxy: await serve(refusing) })
    await assert.rejects(call(capture.url, { body: requestBody() }), /ECONNRESET|hang up/)
    assert.deepEqual(asked, ['api.example:443'])
    assert.match(troubles.join(), /the proxy at 127\.0\.0\.1:\d+ cannot be used: it answers 407/)
  })

  it('wants addresses that are some', async () => {
    for (const [upstream, proxy] of [
      ['api.anthropic.com', undefined],
      ['https://api.anthropic.com', 'socks5://localhost:1080'],
    ] as const) {
      await assert.rejects(
        captureOf(upstream, { proxy }),
        (error) => error instanceof HumanError && /is no address of/.test(error.message),
      )
    }
  })
})

/** A server that reads each request to its end, and counts them. */
function answering(
  answer: (request: http.IncomingMessage, response: http.ServerResponse, number: number) => unknown,
): http.Server {
  let count = 0
  return http.createServer((request, response) => {
    const number = ++count
    request.resume().on('end', () => answer(request, response, number))
  })
}

/** An HTTP proxy that notes where it leads. */
function tunnelling(tunnels: string[]): http.Server {
  return http.createServer().on('connect', ({ url = '' }, client) => {
    tunnels.push(url)
    const [host, port] = url.split(':')
    const target = net.connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(client).pipe(target)
    })
    for (const [one, other] of [[target, client] as const, [client, target] as const]) {
      one.on('error', () => undefined).on('close', () => other.destroy())
    }
  })
}

/** All that a server says to these bytes, until it ends the connection. */
async function said(url: string, bytes: string): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(bytes)
  let text = ''
  for await (const piece of socket) text += String(piece)
  return text
}
