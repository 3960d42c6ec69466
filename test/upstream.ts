import * as http from 'node:http'
import type { AddressInfo } from 'node:net'

/** An API that answers as a test has it answer. */
export interface FakeUpstream {
  readonly url: string
  /** What it was sent, in order. */
  readonly seen: SeenRequest[]
  readonly close: () => Promise<void>
}

interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly body: Buffer
}

export type Answer = (response: http.ServerResponse, request: SeenRequest) => void | Promise<void>

/** Starts an API that reads each request to its end and then answers. */
export async function startUpstream(answer: Answer): Promise<FakeUpstream> {
  const seen: SeenRequest[] = []
  const server = http.createServer((request, response) => {
    void bytesOf(request).then(
      (body) => {
        const { method = '', url: path = '', rawHeaders: headers } = request
        const one = { method, path, headers, body }
        seen.push(one)
        return answer(response, one)
      },
      () => undefined,
    )
  })
  const url = await listening(server)
  return { url, seen, close: () => closed(server) }
}

export async function listening(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function closed(server: http.Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** What a client sees of an answer, down to the bytes. */
export interface Received {
  readonly status: number
  readonly message: string
  readonly headers: readonly string[]
  readonly body: Buffer
  /** The answer broke off. */
  readonly isCut: boolean
}

export interface CallOptions {
  readonly method?: string
  readonly path?: string
  readonly headers?: readonly string[]
  readonly body?: string | Buffer
  readonly agent?: http.Agent
  /** Called with each piece as it arrives. */
  readonly onPiece?: (piece: Buffer, request: http.ClientRequest) => void
}

/** Calls a server as a client would that looks at every byte. */
export function call(url: string, options: CallOptions = {}): Promise<Received> {
  const { method = 'POST', path = '/v1/messages', headers = [], body = '', agent } = options
  const { hostname, port, host } = new URL(url)
  return new Promise((resolve, reject) => {
    const length = ['Content-Length', String(Buffer.byteLength(body))]
    const request = http.request({
      hostname,
      port,
      method,
      path,
      agent: agent ?? false,
      headers: ['Host', host, ...length, ...headers],
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => {
        pieces.push(piece)
        options.onPiece?.(piece, request)
      })
      response.on('error', () => undefined)
      response.on('close', () => {
        resolve({
          status: response.statusCode ?? 0,
          message: response.statusMessage ?? '',
          headers: response.rawHeaders,
          body: Buffer.concat(pieces),
          isCut: !response.complete,
        })
      })
    })
    request.end(body)
  })
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}
