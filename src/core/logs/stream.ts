import { toExchange } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import type { Exchange } from '../prompt.ts'
import { AnswerEvents } from '../sse.ts'
import { objectOf, textOf } from '../values.ts'

/**
 * Streamed answers as they came: a dump of server-sent events, or their data a line. There is neither a time nor a
 * request in them, only an order. "Streaming messages", platform.claude.com, August 2026.
 */
export const stream: LogReader = {
  id: 'stream',
  name: 'dump of streamed answers',
  recognise(value) {
    const event = objectOf(value)
    return event?.['type'] === 'message_start' && 'usage' in (objectOf(event['message']) ?? {})
  },
  async *read(records) {
    const events = new AnswerEvents()
    let position = 0
    const next = (answer: unknown): Exchange | undefined => {
      if (!objectOf(answer)) return undefined
      position++
      const line = { startedAt: position * 1000, response: answer, meta: { timeKnown: 'order' } }
      const model = textOf(objectOf(answer)?.['model'])
      const exchange = toExchange(line)?.exchange
      return exchange && { ...exchange, lane: model ?? 'main agent' }
    }
    for await (const { value } of records) {
      const exchange = next(events.add(value))
      if (exchange) yield exchange
    }
    const last = next(events.end())
    if (last) yield last
  },
}
