import { textOfBase64 } from '../base64.ts'
import { headersOf, httpExchanges } from '../http.ts'
import type { LogReader } from '../log-reader.ts'
import { type JsonObject, countOf, objectOf, textOf } from '../values.ts'

/** HTTP archives, as browsers and proxies export them. http://www.softwareishard.com/blog/har-12-spec */
export const har: LogReader = {
  id: 'har',
  name: 'HTTP archive (HAR)',
  recognise(value) {
    const entry = objectOf(value)
    return entry !== undefined && 'startedDateTime' in entry && 'request' in entry
  },
  read: (records) =>
    httpExchanges(records, (entry) => {
      const request = objectOf(entry['request'])
      const response = objectOf(entry['response'])
      const content = objectOf(response?.['content'])
      if (!request) return undefined
      const timings = objectOf(entry['timings']) ?? {}
      return {
        url: textOf(request['url']) ?? '',
        startedAt: entry['startedDateTime'],
        durationMs: untilAnswer(timings) || entry['time'],
        requestHeaders: headersOf(request['headers']),
        request: objectOf(request['postData'])?.['text'],
        status: response?.['status'],
        response: content && bodyOf(content),
      }
    }),
}

/** Milliseconds until the answer began; phases that did not happen are -1. */
function untilAnswer(timings: JsonObject): number {
  return ['blocked', 'dns', 'connect', 'send', 'wait']
    .map((phase) => countOf(timings[phase]))
    .reduce((sum, each) => sum + each, 0)
}

function bodyOf(content: JsonObject): string | undefined {
  const text = textOf(content['text'])
  return content['encoding'] === 'base64' && text !== undefined ? textOfBase64(text) : text
}
