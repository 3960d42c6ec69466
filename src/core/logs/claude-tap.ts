import { headersOf, httpExchanges } from '../http.ts'
import type { LogReader } from '../log-reader.ts'
import { countOf, listOf, objectOf, textOf, timeOf, unquoted } from '../values.ts'

/**
 * claude-tap: a call a line, with the time at which its answer ended and how long it took. A streamed answer stands
 * put together in `body`, or as `sse_events`. https://github.com/liaohch3/claude-tap, August 2026.
 */
export const claudeTap: LogReader = {
  id: 'claude-tap',
  name: 'claude-tap trace',
  isImmediate: true,
  recognise(value) {
    const line = objectOf(value)
    const request = objectOf(line?.['request'])
    return line !== undefined && 'turn' in line && request !== undefined && 'path' in request
  },
  read: (records) =>
    httpExchanges(records, (line) => {
      const request = objectOf(line['request'])
      const response = objectOf(line['response'])
      const endedAt = timeOf(line['timestamp'])
      if (!request || endedAt === undefined) return undefined
      const durationMs = countOf(line['duration_ms'])
      return {
        url: `${textOf(line['upstream_base_url']) ?? ''}${textOf(request['path']) ?? ''}`,
        startedAt: endedAt - durationMs,
        durationMs,
        requestHeaders: headersOf(request['headers']),
        request: request['body'],
        status: response?.['status'],
        response: response?.['body'] ?? eventsIn(response?.['sse_events']),
      }
    }),
}

function eventsIn(events: unknown): readonly unknown[] {
  return listOf(events).map((each) => unquoted(objectOf(each)?.['data']))
}
