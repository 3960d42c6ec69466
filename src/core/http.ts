import { type CapturedExchange, toExchange } from './exchange.ts'
import { Prefixes } from './prefix.ts'
import type { Exchange } from './prompt.ts'
import type { LogRecord } from './log-record.ts'
import { answerOf, eventsOf } from './sse.ts'
import { type JsonObject, isObject, listOf, objectOf, textOf, unquoted } from './values.ts'

/** A request and its answer as they went over the wire, from whatever recorded them. */
interface HttpExchange {
  readonly url: string
  readonly startedAt: unknown
  readonly respondedAt?: unknown
  readonly durationMs?: unknown
  readonly requestHeaders?: JsonObject
  /** A JSON value or its text. */
  readonly request: unknown
  readonly status?: unknown
  /** A JSON value, its text, a text of server-sent events, or a list of their data. */
  readonly response: unknown
  readonly meta?: JsonObject
}

/** The exchanges of recorded calls of models; `read` finds the call in an entry, where there is one. */
export async function* httpExchanges(
  records: AsyncIterable<LogRecord>,
  read: (entry: JsonObject) => HttpExchange | undefined,
): AsyncGenerator<Exchange> {
  const prefixes = new Prefixes()
  for await (const { value } of records) {
    const entry = objectOf(value)
    const call = entry && read(entry)
    const exchange = call && exchangeOf(call, prefixes)?.exchange
    if (exchange) yield exchange
  }
}

/** The exchange of a recorded call of a model. Undefined for calls of anything else and for calls that failed. */
function exchangeOf(of: HttpExchange, prefixes: Prefixes): CapturedExchange | undefined {
  const { status } = of
  const hasFailed = typeof status === 'number' && (status >= 400 || status === 0)
  const request = objectOf(unquoted(of.request))
  if (hasFailed || !request || !isModelCall(of.url, request)) return undefined
  return toExchange(
    {
      startedAt: of.startedAt,
      respondedAt: of.respondedAt,
      durationMs: of.durationMs,
      url: of.url,
      requestHeaders: of.requestHeaders,
      meta: of.meta,
      request,
      response: answerIn(of.response),
    },
    prefixes,
  )
}

/** The answer in a body; undefined where there is none. */
export function answerIn(body: unknown): JsonObject | undefined {
  if (Array.isArray(body)) return answerOf(body)
  if (isObject(body)) return body
  const text = textOf(body)
  if (text === undefined) return undefined
  const value = unquoted(text)
  if (isObject(value)) return value
  return answerOf(Array.isArray(value) ? value : eventsOf(text))
}

/** Header names in lower case, from a record of them or from a list of names and values; values joined by commas. */
export function headersOf(headers: unknown): JsonObject {
  const pairs = isObject(headers)
    ? Object.entries(headers)
    : listOf(headers).map((each) => [String(objectOf(each)?.['name']), objectOf(each)?.['value']])
  return Object.fromEntries(
    pairs.map(([name, value]) => [String(name).toLowerCase(), listOf(value).join(',') || value]),
  )
}

/** Counting tokens and the like are no calls of a model, though their bodies look alike. */
function isModelCall(url: string, request: JsonObject): boolean {
  if (/\/(count_tokens|batches|complete|embeddings|moderations)\b/.test(url)) return false
  return Array.isArray(request['messages']) || Array.isArray(request['prompt'])
}
