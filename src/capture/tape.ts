import type { MessageHead } from './messages.ts'

/** Everything of one exchange that its record is made of, as it went over the wire. */
export interface Tape {
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly path: string
  readonly requestHeaders: readonly string[]
  readonly request: Body
  readonly response: Body
  status: number
  responseHeaders: readonly string[]
  /** Milliseconds from the start to the first byte of the answer, and to its last. */
  firstByteMs: number
  durationMs: number
  /** Who ended the answer before it was complete. */
  cut?: 'client' | 'upstream'
}

/** Bytes in the order in which they went by; too many are not kept. */
export class Body {
  readonly pieces: Uint8Array[] = []
  size = 0

  add(piece: Uint8Array): void {
    this.size += piece.length
    if (this.isWhole) this.pieces.push(piece)
    else this.pieces.length = 0
  }

  /** Whether all that went by is here. */
  get isWhole(): boolean {
    return this.size <= longest
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces)
  }
}

/** The API takes requests of up to 32 MB; nothing that is longer is a call of a model. */
const longest = 64 << 20

/** The tape of a request that has begun. */
export function tapeOf({ url, headers }: MessageHead): Tape {
  return {
    startedAt: Date.now(),
    path: url,
    requestHeaders: headers,
    request: new Body(),
    response: new Body(),
    status: 0,
    responseHeaders: [],
    firstByteMs: 0,
    durationMs: 0,
  }
}

/** Whether a request calls a model, so far as its address says: counting tokens and batches do not. */
export function isModelCall({ method, url }: MessageHead): boolean {
  const [path = ''] = url.split('?')
  return method === 'POST' && /\/(messages|invoke|invoke-with-response-stream|converse)$/.test(path)
}
