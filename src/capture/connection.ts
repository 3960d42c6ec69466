import type { Socket } from 'node:net'
import { headerLines, isChunked, isExpecting, requestHead } from './headers.ts'
import { type MessageHead, type Messages, messagesIn } from './messages.ts'
import type { Tape } from './tape.ts'
import type { Upstream } from './upstream.ts'

/** A request and its answer, on their way. */
interface Exchange {
  readonly tape: Tape
  /** Changes the whole body before it is sent; without it the body goes out as it comes in. */
  readonly rewrite?: ((body: Buffer) => Buffer) | undefined
  /** Called once, when nothing more will come. */
  readonly onEnd: () => void
}

/** What a connection asks about what goes by. */
export interface Route {
  readonly upstream: Upstream
  /** Takes note of a request; a text refuses it. */
  readonly begin: (head: MessageHead) => Exchange | string
  /** What new requests have to wait for, if anything. */
  readonly wait: () => Promise<void> | undefined
  /** Called with what kept the upstream from answering. */
  readonly onFailure: (error: Error) => void
}

/** An exchange whose answer is not complete. */
interface Open extends Exchange {
  readonly head: MessageHead
  /** By `performance.now()`. */
  readonly begunAt: number
}

/**
 * A client's connection, joined with one of its own to the upstream. Bytes are passed on before they are looked at: an
 * answer is not changed at all, of a request only the host that it names. What ends, breaks or waits on one side does so on
 * the other, so that the client sees what it would see without us.
 */
export class Connection {
  readonly #client: Socket
  readonly #target: Socket
  readonly #route: Route
  readonly #requests: Messages
  #answers: Messages | undefined
  /** The oldest first: answers come in the order of their requests. */
  readonly #open: Open[] = []
  /** The request whose body is coming in. */
  #incoming: Open | undefined
  /** Who was the first to end the connection. */
  #leaver: 'client' | 'upstream' | undefined
  #failure: Error | undefined
  /** Whether the upstream has said anything yet. */
  #isReached = false
  #isRefused = false
  #isRetiring = false
  #isOver = false

  /** Both sockets are paused, and the upstream's need not be connected yet. */
  constructor(client: Socket, target: Socket, route: Route) {
    this.#client = client
    this.#target = target
    this.#route = route
    this.#requests = messagesIn('REQUEST', {
      onHead: (head) => {
        this.#begin(head)
        return false
      },
      onPiece: (piece) => {
        this.#send(piece)
      },
      onEnd: (trailers) => {
        this.#sent(trailers)
      },
    })
    this.#answers = messagesIn('RESPONSE', {
      onHead: (head) => this.#answerBegins(head),
      onPiece: (piece) => {
        this.#open[0]?.tape.response.add(piece)
      },
      onEnd: () => {
        this.#answered()
      },
    })
    client.on('data', (bytes) => {
      this.#passRequest(bytes)
    })
    target.on('data', (bytes) => {
      this.#passAnswer(bytes)
    })
    this.#joinEnds()
    client.resume()
    target.resume()
  }

  /** Ends once every request that is under way has its answer. */
  retire(): void {
    this.#isRetiring = true
    if (this.#open.length === 0) this.destroy()
  }

  destroy(): void {
    this.#client.destroy()
    this.#target.destroy()
  }

  #joinEnds(): void {
    const [client, target] = [this.#client, this.#target]
    client.on('end', () => {
      this.#leaver ??= 'client'
      target.end()
    })
    target.on('end', () => {
      this.#answers?.end()
      this.#leaver ??= 'upstream'
      client.end()
    })
    client.on('close', () => {
      this.#over('client')
      target.destroy()
    })
    target.on('close', () => {
      this.#over('upstream')
      // What was received is still delivered; whoever is refused ends by himself.
      if (!this.#isRefused) client.destroySoon()
    })
    // `close` follows, which is all that matters.
    client.on('error', () => undefined)
    target.on('error', (error) => {
      this.#failure = error
    })
  }

  #passRequest(bytes: Buffer): void {
    const [client, target] = [this.#client, this.#target]
    // A head and what follows it go out as one.
    target.cork()
    const failure = this.#requests.read(bytes)
    target.uncork()
    if (failure) this.#refuse('400 Bad Request', `This is no HTTP/1.1: ${failure.message}.\n`)
    else if (target.writableNeedDrain) {
      client.pause()
      target.once('drain', () => client.resume())
    }
  }

  #passAnswer(bytes: Buffer): void {
    const [client, target] = [this.#client, this.#target]
    this.#isReached = true
    if (!client.write(bytes)) {
      target.pause()
      client.once('drain', () => target.resume())
    }
    const failure = this.#answers?.read(bytes)
    if (!failure) return
    // The client is to judge it; for us there is nothing more to learn from this connection.
    this.#answers = undefined
    this.#failure = failure
  }

  #begin(head: MessageHead): void {
    if (this.#isRefused) return
    const exchange = this.#route.begin(head)
    if (typeof exchange === 'string') {
      this.#refuse('403 Forbidden', exchange)
      return
    }
    this.#incoming = { ...exchange, head, begunAt: performance.now() }
    this.#open.push(this.#incoming)
    this.#hold(this.#route.wait())
    if (!exchange.rewrite) this.#target.write(requestHead(head, this.#route.upstream), 'latin1')
    else if (isExpecting(head)) this.#client.write('HTTP/1.1 100 Continue\r\n\r\n')
  }

  #hold(wait: Promise<void> | undefined): void {
    if (!wait) return
    this.#client.pause()
    this.#target.cork()
    void wait.then(() => {
      this.#target.uncork()
      this.#client.resume()
    })
  }

  #send(piece: Buffer): void {
    if (!this.#incoming) return
    const { tape, rewrite, head } = this.#incoming
    tape.request.add(piece)
    if (rewrite) return
    const target = this.#target
    if (!isChunked(head)) {
      target.write(piece)
      return
    }
    target.write(`${piece.length.toString(16)}\r\n`)
    target.write(piece)
    target.write('\r\n')
  }

  #sent(trailers: readonly string[]): void {
    if (!this.#incoming) return
    const { tape, rewrite, head } = this.#incoming
    this.#incoming = undefined
    if (!rewrite) {
      if (isChunked(head)) this.#target.write(`0\r\n${headerLines(trailers)}\r\n`, 'latin1')
      return
    }
    if (!tape.request.isWhole) {
      this.#refuse('413 Content Too Large', 'This is longer than any call of a model.\n')
      return
    }
    const body = rewrite(tape.request.bytes)
    this.#target.write(requestHead(head, this.#route.upstream, body.length), 'latin1')
    this.#target.write(body)
  }

  /** Answers whether the answer has no body. */
  #answerBegins({ status, headers }: MessageHead): boolean {
    const [open] = this.#open
    if (!open || isInterim(status)) return false
    open.tape.status = status
    open.tape.responseHeaders = headers
    open.tape.firstByteMs = performance.now() - open.begunAt
    return open.head.method === 'HEAD'
  }

  #answered(): void {
    const [open] = this.#open
    if (!open || open.tape.status === 0) return
    this.#open.shift()
    finish(open)
    if (this.#isRetiring && this.#open.length === 0) this.#client.destroySoon()
  }

  /** Answers in the place of the upstream, and ends the connection. */
  #refuse(status: string, text: string): void {
    this.#isRefused = true
    this.#leaver ??= 'client'
    this.#incoming = undefined
    const headers = ['Content-Type', 'text/plain', 'Content-Length', String(text.length)]
    const head = `HTTP/1.1 ${status}\r\n${headerLines([...headers, 'Connection', 'close'])}\r\n`
    // What still comes in is read, so that the answer is not lost over it.
    this.#client.removeAllListeners('data').resume().end(`${head}${text}`)
    this.#target.destroy()
  }

  #over(leaver: 'client' | 'upstream'): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#leaver ??= leaver
    const isUnreached = this.#failure !== undefined && !this.#isReached
    const isUnanswered = this.#open.some(({ tape }) => tape.status === 0)
    if (this.#leaver === 'upstream' && (isUnreached || isUnanswered)) {
      this.#route.onFailure(this.#failure ?? new Error('it ended the connection without an answer'))
    }
    for (const open of this.#open.splice(0)) {
      if (open.tape.status > 0) open.tape.cut = this.#leaver
      finish(open)
    }
  }
}

function finish({ tape, begunAt, onEnd }: Open): void {
  tape.durationMs = performance.now() - begunAt
  onEnd()
}

/** An answer before the answer. RFC 9110, section 15.2. */
function isInterim(status: number): boolean {
  return status < 200
}
