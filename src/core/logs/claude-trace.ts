import { headersOf, httpExchanges } from '../http.ts'
import type { LogReader } from '../log-reader.ts'
import { momentOf, objectOf, textOf } from '../values.ts'

/**
 * claude-trace: a request and its answer a line, with times in seconds; a streamed answer stands in `body_raw`, or as
 * `events`. https://github.com/badlogic/lemmy, apps/claude-trace, 2026.
 */
export const claudeTrace: LogReader = {
  id: 'claude-trace',
  name: 'claude-trace log',
  isImmediate: true,
  recognise(value) {
    const line = objectOf(value)
    return line !== undefined && 'logged_at' in line && 'url' in (objectOf(line['request']) ?? {})
  },
  read: (records) =>
    httpExchanges(records, (line) => {
      const request = objectOf(line['request'])
      const response = objectOf(line['response'])
      if (!request) return undefined
      return {
        url: textOf(request['url']) ?? '',
        startedAt: momentOf(request['timestamp']),
        requestHeaders: headersOf(request['headers']),
        request: request['body'],
        status: response?.['status_code'],
        response: response?.['body'] ?? response?.['body_raw'] ?? dataOf(response?.['events']),
      }
    }),
}

/** Events as claude-trace's own viewer keeps them: `{event, data}`. */
function dataOf(events: unknown): unknown {
  if (!Array.isArray(events)) return undefined
  return events.map((each: unknown) => objectOf(each)?.['data'] ?? each)
}
