import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import { HumanError } from '../errors.ts'
import { Conversations, type Question } from './conversations.ts'
import { type Upstream, forward } from './forward.ts'
import { valueOf } from './headers.ts'
import type { Summary } from './record.ts'
import { Recording } from './recording.ts'
import { type Tape, isModelCall, tapeOf } from './tape.ts'

export interface CaptureOptions {
  /** Base URL of the API that requests are passed to. */
  readonly upstream: string
  /** The log that exchanges are appended to. */
  readonly log: string
  /** 0, or nothing, for any port that is free. */
  readonly port?: number
  /** The script of the recorder, `dist/recorder.js`. */
  readonly recorder: string
  /** What the log holds of requests: all, or digests and counts of their blocks. */
  readonly bodies?: 'full' | 'digests'
  /** Asks the API why a conversation missed, which adds a field to each request. */
  readonly diagnostics?: boolean
  /** Called with each exchange once its line is written. */
  readonly onExchange?: (summary: Summary) => void
  /** Called with what went wrong beside the exchanges: an upstream that cannot be reached, a log that is full. */
  readonly onTrouble?: (message: string) => void
}

/** A proxy that is running. */
export interface Capture {
  /** What clients take as their base URL. */
  readonly url: string
  /** Takes no more requests, lets those under way end for a while, and closes the log. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a proxy on this machine's loopback interface, and nowhere else. Requests go to the upstream unchanged and
 * answers come back byte for byte; calls of models are appended to the log.
 * @throws HumanError when the log or the port cannot be had, or the upstream is no URL.
 */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const { log, recorder, bodies = 'full', onExchange, onTrouble } = options
  const base = baseOf(options.upstream)
  const upstream = upstreamAt(base)
  const recording = await Recording.start(recorder, { log, origin: base.origin, bodies })
  const conversations = options.diagnostics ? new Conversations() : undefined
  const pending = new Set<Promise<void>>()
  const record = async (tape: Tape, question: Question | undefined): Promise<void> => {
    if (!tape.request.isWhole || !tape.response.isWhole) return
    const { summary, id, trouble } = await recording.record(tape)
    if (id !== undefined) question?.end(id)
    if (summary) onExchange?.(summary)
    if (trouble !== undefined) onTrouble?.(`${log} was not written: ${trouble}`)
  }
  const server = http.createServer({ maxHeaderSize, requestTimeout: 0 }, (request, response) => {
    const refusal = refusalOf(request)
    if (refusal !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal)
      return
    }
    const tape = tapeOf(request)
    const isRecorded = isModelCall(request)
    const question = isRecorded ? conversations?.begin() : undefined
    const recorded = new Promise<void>((resolve) => {
      const onEnd = (failure?: Error): void => {
        if (failure) onTrouble?.(`${base.origin} was not reached: ${failure.message}`)
        resolve(isRecorded && tape.status > 0 ? record(tape, question) : undefined)
      }
      const begin = (): void => {
        forward({ request, response, upstream, tape, rewrite: question?.ask, onEnd })
      }
      if (recording.isFull) void recording.drained().then(begin)
      else begin()
    }).finally(() => pending.delete(recorded))
    pending.add(recorded)
  })
  // Clients keep connections for later; we must not be the first to let go of one.
  server.keepAliveTimeout = 10 * minuteMs
  const port = await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await recording.stop()
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await close(server)
      upstream.close()
      await Promise.all(pending)
      await recording.stop()
    },
  }
}

const minuteMs = 60_000
const maxHeaderSize = 1 << 16

/** How long requests that are under way may take when the proxy is stopped. */
const graceMs = 3000

function baseOf(text: string): URL {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new HumanError(
    `"${text}" is no address of an API. Name one such as https://api.anthropic.com.`,
  )
}

function upstreamAt(base: URL): Upstream & { readonly close: () => void } {
  const { request, Agent } = base.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const { hostname, port, username, password } = base
  const auth = username === '' ? {} : { auth: `${username}:${password}` }
  const place = { hostname: hostname.replace(/^\[|\]$/g, ''), ...(port !== '' && { port }) }
  const always = { ...place, ...auth, agent, maxHeaderSize }
  return {
    request: (options) => request(Object.assign(options, always)),
    host: base.host,
    prefix: base.pathname.replace(/\/$/, ''),
    close: () => {
      agent.destroy()
    },
  }
}

/** Keeps out pages in a browser that have a name of theirs point at this machine. */
function refusalOf(request: http.IncomingMessage): string | undefined {
  const host = valueOf(request.rawHeaders, 'host') ?? ''
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)
  const isPath = request.url?.startsWith('/')
  if (isHere && isPath) return undefined
  return 'This is a capture proxy. Use its address as the base URL of the API, on this machine.\n'
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'it is in use' : error.message
      reject(new HumanError(`Port ${port} cannot be had: ${why}. Choose another, or 0 for any.`))
    })
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    const clock = setTimeout(() => {
      server.closeAllConnections()
    }, graceMs)
    server.close(() => {
      clearTimeout(clock)
      resolve()
    })
    server.closeIdleConnections()
  })
}
