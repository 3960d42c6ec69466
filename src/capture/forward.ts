import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from 'node:http'
import { endToEnd } from './headers.ts'
import type { Tape } from './tape.ts'

/** Where requests go. */
export interface Upstream {
  /** `http.request` or `https.request` with its agent. */
  readonly request: (options: RequestOptions) => ClientRequest
  readonly host: string
  /** What stands before each path. */
  readonly prefix: string
}

/** A request that is under way. */
export interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly upstream: Upstream
  readonly tape: Tape
  /** Changes the whole body before it is sent; without it the body goes out as it comes in. */
  readonly rewrite?: ((body: Buffer) => Buffer) | undefined
  /** Called once, when nothing more will come, with what kept the upstream from answering. */
  readonly onEnd: (failure?: Error) => void
}

/**
 * Passes a request on and streams the answer back, byte for byte and no faster than the client takes it. When the
 * upstream breaks off, so do we; when the client goes away, the upstream is told.
 */
export function forward(passage: Passage): void {
  const { request, response, tape, rewrite } = passage
  const begunAt = performance.now()
  let outgoing: ClientRequest | undefined
  let isOver = false
  const end = (failure?: Error): void => {
    if (isOver) return
    isOver = true
    tape.durationMs = performance.now() - begunAt
    passage.onEnd(failure)
  }
  const begin = (body?: Buffer): void => {
    const sent = (outgoing = send(passage, body))
    sent.on('response', (incoming) => {
      tape.firstByteMs = performance.now() - begunAt
      passBack(incoming, response, tape)
    })
    sent.on('error', (error) => {
      if (isOver || response.headersSent) return
      if (isStale(sent, error) && request.complete && tape.request.isWhole) {
        begin(rewritten(passage))
        return
      }
      end(error)
      // Without us the client would be refused a connection. It has ours already, so that one fails, before any byte of an
      // answer: clients take both for a connection error, and an answer of our own is none that the API ever gave.
      response.destroy()
    })
  }
  if (!rewrite) begin()
  request.on('data', (piece: Buffer) => {
    tape.request.add(piece)
    if (!outgoing || outgoing.write(piece)) return
    request.pause()
    outgoing.once('drain', () => request.resume())
  })
  request.on('end', () => {
    if (outgoing) outgoing.end()
    else if (tape.request.isWhole) begin(rewritten(passage))
    else response.writeHead(413).end()
  })
  response.on('close', () => {
    if (!response.writableFinished) {
      tape.cut ??= 'client'
      outgoing?.destroy()
    }
    end()
  })
  // `close` follows, which is all that matters.
  response.on('error', () => undefined)
}

function rewritten({ tape, rewrite }: Passage): Buffer {
  const { bytes } = tape.request
  return rewrite ? rewrite(bytes) : bytes
}

/** Headers that are our own connection's, and the length of a body that was changed. */
const replaced: ReadonlySet<string> = new Set(['host', 'expect'])
const replacedWithBody: ReadonlySet<string> = new Set([...replaced, 'content-length'])

/** Begins the request to the upstream; nothing but the host and what belongs to one connection is changed. */
function send({ request, upstream }: Passage, body?: Buffer): ClientRequest {
  const headers = endToEnd(request.rawHeaders, body ? replacedWithBody : replaced)
  headers.push('Host', upstream.host)
  if (body) headers.push('Content-Length', String(body.length))
  const path = upstream.prefix + (request.url ?? '/')
  const outgoing = upstream.request({ method: request.method, path, headers })
  if (body) outgoing.end(body)
  return outgoing
}

/** An idle connection that the upstream closed just as it was used again: the request never arrived. */
function isStale({ reusedSocket }: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return reusedSocket && error.code === 'ECONNRESET'
}

function passBack(incoming: IncomingMessage, response: ServerResponse, tape: Tape): void {
  tape.status = incoming.statusCode ?? 0
  tape.responseHeaders = incoming.rawHeaders
  response.sendDate = false
  response.writeHead(tape.status, incoming.statusMessage, endToEnd(incoming.rawHeaders))
  // They go out together with the first piece, unless it is not here yet.
  setImmediate(() => {
    if (!response.writableEnded) response.flushHeaders()
  })
  incoming.on('data', (piece: Buffer) => {
    tape.response.add(piece)
    if (!response.write(piece)) incoming.pause()
  })
  response.on('drain', () => {
    incoming.resume()
  })
  incoming.on('end', () => {
    response.end()
  })
  incoming.on('close', () => {
    if (incoming.complete || response.destroyed) return
    tape.cut = 'upstream'
    // What was received is still delivered, then the connection ends without the mark of a complete answer.
    response.socket?.destroySoon()
  })
  // `close` follows and says what matters: the answer is not complete.
  incoming.on('error', () => undefined)
}
