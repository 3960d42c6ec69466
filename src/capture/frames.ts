import type { Readable, Writable } from 'node:stream'
import { Body, type Tape } from './tape.ts'

/** A tape on its way to another process: a line of JSON that says how many bytes of each body follow. */
interface Head extends Omit<Tape, 'request' | 'response'> {
  readonly request: number
  readonly response: number
}

/** Writes a tape to a stream. */
export function writeTape(stream: Writable, tape: Tape): void {
  const { request, response } = tape
  const head: Head = { ...tape, request: request.size, response: response.size }
  stream.cork()
  stream.write(`${JSON.stringify(head)}\n`)
  for (const piece of [...request.pieces, ...response.pieces]) stream.write(piece)
  stream.uncork()
}

/** The tapes in a stream; one that was cut off at its end is dropped. */
export async function* tapesIn(stream: Readable): AsyncGenerator<Tape> {
  let waiting: Buffer[] = []
  let size = 0
  let wanted = 1
  for await (const piece of stream) {
    waiting.push(piece as Buffer)
    size += (piece as Buffer).length
    while (size >= wanted) {
      const bytes = Buffer.concat(waiting)
      const end = bytes.indexOf(newline)
      const head = end < 0 ? undefined : (JSON.parse(bytes.toString('utf8', 0, end)) as Head)
      const whole = head ? end + 1 + head.request + head.response : bytes.length + 1
      const isHere = head && bytes.length >= whole
      waiting = [isHere ? bytes.subarray(whole) : bytes]
      size = waiting[0]?.length ?? 0
      wanted = isHere ? 1 : whole
      if (isHere) yield tapeFrom(head, bytes.subarray(end + 1, whole))
    }
  }
}

function tapeFrom({ request, response, ...rest }: Head, bytes: Buffer): Tape {
  const [sent, answered] = [new Body(), new Body()]
  if (request > 0) sent.add(bytes.subarray(0, request))
  if (response > 0) answered.add(bytes.subarray(request))
  return { ...rest, request: sent, response: answered }
}

const newline = 0x0a
