import { headersOf, httpExchange } from '../http.ts'
import type { LogReader } from '../logs.ts'
import { Prefixes } from '../prefix.ts'
import { momentOf, objectOf, textOf } from '../values.ts'

/**
 * claude-trace: a request and its answer a line, with times in seconds; a streamed answer stands in `body_raw`, or as
 * `events`. https://github.com/badlogic/lemmy, apps/claude-trace, 2026.
 */
export const claudeTrace: LogReader = {
  id: 'claude-trace',
  name: 'claude-trace log',
  recognise(value) {
    const line = objectOf(value)
    return line !== undefined && 'logged_at' in line && 'url' in (objectOf(line['request']) ?? {})
  },
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const line = objectOf(value)
      const request = objectOf(line?.['request'])
      const response = objectOf(line?.['response'])
      if (!request) continue
      const from = {
        url: textOf(request['url']) ?? '',
        startedAt: momentOf(request['timestamp']),
        requestHeaders: headersOf(request['headers']),
        request: request['body'],
        status: response?.['status_code'],
        response: response?.['body'] ?? response?.['body_raw'] ?? dataOf(response?.['events']),
      }
      const exchange = httpExchange(from, prefixes)?.exchange
      if (exchange) yield exchange
    }
  },
}

/** Events as claude-trace's own viewer keeps them: `{event, data}`. */
function dataOf(events: unknown): unknown {
  if (!Array.isArray(events)) return undefined
  return events.map((each: unknown) => objectOf(each)?.['data'] ?? each)
}
