// What the capture proxy adds to the first byte, and whether its memory grows: npm run bench:capture.
// Client, proxies and upstream are processes of their own. Each round asks the upstream directly, through connections that
// are only joined, through a proxy that only pipes, and through ours, in turn, so that other work on the machine meets all
// of them. All are warm: each has answered some hundred requests before the first that is measured.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import * as http from 'node:http'
import * as net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCapture } from '../../src/capture/proxy.ts'

const streams = 20
const rounds = 120
/** Requests that each way has answered before. */
const warmUp = 1000
const requests = 10_000
const bodySize = 48_000

const body = JSON.stringify({
  model: 'claude-sonnet-5-5',
  messages: [{ role: 'user', content: 'All bees are home by dusk. '.repeat(bodySize / 27) }],
})
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity })

/** An upstream that thinks for a moment and then streams: a few events, or (with `/short`) one after the other at once. */
async function serve(): Promise<string> {
  const usage = { input_tokens: 4, cache_read_input_tokens: 9000, output_tokens: 1 }
  const message = { id: 'msg_1', model: 'claude-sonnet-5-5', usage }
  const event = (type: string, more: object = {}) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
  const delta = event('content_block_delta', { delta: { type: 'text_delta', text: 'and then ' } })
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      void answer(response, request.url === '/v1/messages' ? 10 : 0)
    })
  })
  const answer = async (response: http.ServerResponse, pauseMs: number): Promise<void> => {
    const pause = () => (pauseMs > 0 ? sleep(pauseMs) : undefined)
    await pause()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('message_start', { message }))
    for (let i = 0; i < 20; i++) {
      await pause()
      response.write(delta)
    }
    response.end(event('message_delta', { usage: { output_tokens: 60 } }) + event('message_stop'))
  }
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
}

/** What no proxy of this Node can do without: a request and an answer piped through, nothing looked at. */
async function pipe(upstream: string): Promise<string> {
  const target = new URL(upstream)
  const server = http.createServer((request, response) => {
    const { method, url: path, headers } = request
    const { hostname, port } = target
    const outgoing = http.request({ hostname, port, method, path, headers, agent }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 0, incoming.headers)
      incoming.pipe(response)
    })
    request.pipe(outgoing)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
}

/** What nothing between two processes can do without: bytes passed on, whatever they are. */
async function splice(upstream: string): Promise<string> {
  const { hostname: host, port } = new URL(upstream)
  const server = net.createServer({ noDelay: true }, (client) => {
    const target = net.connect({ host, port: Number(port), noDelay: true })
    client.pipe(target).pipe(client)
    for (const [one, other] of [[client, target] as const, [target, client] as const]) {
      one.on('error', () => other.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
}

/** Milliseconds until the first byte of an answer; resolves when all of it is here. */
function firstByte(base: string, path: string): Promise<number> {
  const begunAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(base + path, { method: 'POST', agent }, (response) => {
      let first = 0
      response.on('data', () => (first ||= performance.now() - begunAt))
      response.on('end', () => {
        resolve(first)
      })
    })
    request.on('error', reject)
    request.setHeader('content-type', 'application/json')
    request.end(body)
  })
}

async function measure(ways: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(ways)
  const times = new Map(names.map((name) => [name, [] as number[]]))
  const stream = async (offset: number): Promise<void> => {
    await sleep(offset * 7)
    for (let round = 0; round < rounds; round++) {
      const name = names[(round + offset) % names.length] ?? ''
      const time = await firstByte(ways[name] ?? '', '/v1/messages')
      times.get(name)?.push(time)
    }
  }
  for (const way of Object.values(ways)) await ask(way, warmUp)
  // The recorder is busy with what was asked until now.
  await sleep(5000)
  await Promise.all(Array.from({ length: streams }, (_, i) => stream(i)))
  for (const share of [0.5, 0.99]) {
    const values = names.map((name) => quantile(times.get(name) ?? [], share))
    const [direct = 0] = values
    const told = names.map((name, i) => {
      const value = values[i] ?? 0
      const added = i === 0 ? '' : ` (${(value - direct).toFixed(2)} added)`
      return `${name} ${value.toFixed(2)} ms${added}`
    })
    console.log(`  ${share === 0.5 ? 'median' : `p${share * 100}`}: ${told.join(', ')}`)
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

async function measureMemory(proxy: ChildProcess, through: string, log: string): Promise<void> {
  const marks = new Set([500, 2500, 5000, 7500, requests])
  await ask(through, requests, (number) => {
    if (!marks.has(number)) return
    const size = (statSync(log).size / 1e6).toFixed(0)
    console.log(`  after ${number} requests: ${residentMb(proxy)} MB, log ${size} MB`)
  })
}

/** Asks so many times for an answer that comes at once, by all streams. */
async function ask(base: string, count: number, onAnswer?: (number: number) => void) {
  let sent = 0
  const client = async (): Promise<void> => {
    while (sent < count) {
      const number = ++sent
      await firstByte(base, '/short/v1/messages')
      onAnswer?.(number)
    }
  }
  await Promise.all(Array.from({ length: streams }, client))
}

/** Resident memory of a process, in megabytes. */
function residentMb({ pid }: ChildProcess): string {
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? []
  return (Number(kilobytes) / 1024).toFixed(0)
}

/** Starts this file as a process with a part of its own; answers once it says where it listens. */
async function play(
  part: string,
  ...args: string[]
): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(import.meta.filename, [part, ...args])
  const [url] = (await once(child, 'message')) as [string]
  return { child, url }
}

const [part, ...args] = process.argv.slice(2)
if (part === 'upstream') {
  process.send?.(await serve())
} else if (part === 'splice') {
  process.send?.(await splice(args[0] ?? ''))
} else if (part === 'pipe') {
  process.send?.(await pipe(args[0] ?? ''))
} else if (part === 'proxy') {
  const [upstream = '', log = ''] = args
  const { url } = await startCapture({ upstream, log, recorder: 'dist/recorder.js' })
  process.send?.(url)
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const log = join(folder, 'bench.capture.jsonl')
  const upstream = await play('upstream')
  const joined = await play('splice', upstream.url)
  const bare = await play('pipe', upstream.url)
  const proxy = await play('proxy', upstream.url, log)
  console.log(
    `First byte at ${streams} streams at once, ${body.length.toLocaleString('en')} bytes sent:`,
  )
  await measure({
    direct: upstream.url,
    joined: joined.url,
    piped: bare.url,
    captured: proxy.url,
  })
  joined.child.kill()
  bare.child.kill()
  console.log(`Memory of the proxy over ${requests.toLocaleString('en')} requests:`)
  await measureMemory(proxy.child, proxy.url, log)
  proxy.child.kill()
  upstream.child.kill()
  agent.destroy()
  rmSync(folder, { recursive: true })
}
