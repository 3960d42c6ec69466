import { toExchange } from '../core/exchange.ts'
import type { Exchange } from '../core/prompt.ts'
import { recordsOf } from '../core/records.ts'
import { type JsonObject, isObject } from '../core/values.ts'
import { type ReadOptions, openLogText } from '../log-text.ts'

/** A request of a log, with its body as it was sent. */
export interface RecordedRequest {
  /** Counted from 0, over all exchanges of the log. */
  readonly index: number
  readonly exchange: Exchange
  readonly body: JsonObject
}

/**
 * The requests of a captured log that can be sent again, in order.
 * @throws HumanError when the file cannot be read.
 */
export async function* recordedRequests(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<RecordedRequest> {
  let index = -1
  for await (const { value } of recordsOf(await openLogText(path, options), { problems: [] })) {
    const exchange = toExchange(value)?.exchange
    if (!exchange) continue
    index++
    const body = isObject(value) ? value['request'] : undefined
    if (isObject(body)) yield { index, exchange, body }
  }
}
