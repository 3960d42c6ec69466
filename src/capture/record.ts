import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { answerIn } from '../core/http.ts'
import type { Usage } from '../core/prompt.ts'
import { parseUsage } from '../core/usage.ts'
import { type JsonObject, objectOf, textOf, unquoted } from '../core/values.ts'
import { recordable, valueOf } from './headers.ts'
import type { Tape } from './tape.ts'

/** What became of one exchange, for people who watch. */
export interface Summary {
  readonly startedAt: number
  readonly status: number
  readonly model: string | undefined
  /** Undefined where the answer tells none: it failed, or broke off before it began. */
  readonly usage: Usage | undefined
  readonly firstByteMs: number
  readonly durationMs: number
  readonly cut?: 'client' | 'upstream'
  /** Type of the API's error. */
  readonly error?: string
}

/** An exchange as a line of a captured log, and what became of it. */
export interface Record {
  readonly line: string
  readonly summary: Summary
  /** The API's id of the answer. */
  readonly id: string | undefined
}

export interface RecordOptions {
  /** Where the request was sent, without its path. */
  readonly origin: string
  /** Puts something else in the place of the request's body. */
  readonly reduce?: ((request: JsonObject) => JsonObject) | undefined
}

/** Makes the record of an exchange that has ended; undefined when it was no call of a model. */
export async function recordOf(
  tape: Tape,
  { origin, reduce }: RecordOptions,
): Promise<Record | undefined> {
  const sent = await textIn(tape.request.bytes, tape.requestHeaders, { isCut: false })
  const request = objectOf(unquoted(sent))
  if (!request || !('messages' in request || 'prompt' in request)) return undefined
  const said = await textIn(tape.response.bytes, tape.responseHeaders, {
    isCut: tape.cut !== undefined,
  })
  const answer = answerIn(said)
  const error = objectOf(answer?.['error'])
  const { startedAt, status, firstByteMs, durationMs, cut } = tape
  const around = {
    startedAt: new Date(startedAt).toISOString(),
    ...(status > 0 && { respondedAt: new Date(startedAt + firstByteMs).toISOString() }),
    firstByteMs: rounded(firstByteMs),
    durationMs: rounded(durationMs),
    url: origin + (tape.path.split('?')[0] ?? ''),
    status,
    ...(cut && { cut }),
    requestHeaders: recordable(tape.requestHeaders),
    responseHeaders: recordable(tape.responseHeaders),
    response: error ? { error } : kept(answer),
  }
  const id = textOf(answer?.['id'])
  const usage = parseUsage(answer?.['usage'])
  const type = textOf(error?.['type'])
  return {
    line: withRequest(around, reduce ? JSON.stringify(reduce(request)) : oneLine(sent)),
    id,
    summary: {
      startedAt,
      status,
      model: textOf(answer?.['model']) ?? textOf(request['model']),
      usage,
      firstByteMs,
      durationMs,
      ...(cut && { cut }),
      ...(type !== undefined && { error: type }),
    },
  }
}

/** What the log keeps of an answer: who gave it and what it cost, not what it says. */
function kept(answer: JsonObject | undefined): JsonObject {
  const names = ['id', 'model', 'stop_reason', 'usage', 'diagnostics']
  return Object.fromEntries(Object.entries(answer ?? {}).filter(([name]) => names.includes(name)))
}

/** The request's own JSON within the line's, so that its keys and numbers stay as they were sent. */
function withRequest(around: JsonObject, request: string): string {
  const { response, ...before } = around
  const head = JSON.stringify(before).slice(0, -1)
  return `${head},"request":${request},"response":${JSON.stringify(response)}}`
}

/** JSON on one line: line ends stand between its parts only, never within a string. */
function oneLine(json: string): string {
  return json.replace(/[\r\n]+/g, ' ')
}

/** A body's text, unpacked for the record only; as much of it as can be read where it was cut off. */
async function textIn(
  bytes: Buffer,
  headers: readonly string[],
  { isCut }: { readonly isCut: boolean },
): Promise<string> {
  const encoding = valueOf(headers, 'content-encoding') ?? 'identity'
  const unpack = unpackers[encoding.trim().toLowerCase()]
  if (!unpack) return bytes.toString()
  try {
    return (await unpack(bytes, isCut)).toString()
  } catch {
    // Not what its header says: passed on as it is, and no call that could be recorded.
    return ''
  }
}

type Unpack = (bytes: Buffer, isCut: boolean) => Promise<Buffer>

const { Z_SYNC_FLUSH, Z_FINISH, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH } = zlib.constants

const zipped =
  (unzip: (bytes: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>): Unpack =>
  (bytes, isCut) =>
    unzip(bytes, { finishFlush: isCut ? Z_SYNC_FLUSH : Z_FINISH })

const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)

/** By the names of content codings. RFC 9110, section 8.4.1; zstd by RFC 8878. */
const unpackers: Readonly<{ [coding: string]: Unpack | undefined }> = {
  gzip: zipped(promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)),
  'x-gzip': zipped(promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)),
  deflate: zipped(promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)),
  br: (bytes, isCut) =>
    brotli(bytes, { finishFlush: isCut ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_FINISH }),
  // Node has it since 22.15.
  ...('zstdDecompress' in zlib && {
    zstd: promisify<Buffer, Buffer>(zlib.zstdDecompress),
  }),
}

/** Milliseconds to the microsecond. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
