import { textOfBase64 } from '../base64.ts'
import { headersOf, httpExchange } from '../http.ts'
import type { LogReader } from '../logs.ts'
import { Prefixes } from '../prefix.ts'
import { type JsonObject, countOf, objectOf, textOf } from '../values.ts'

/** HTTP archives, as browsers and proxies export them. http://www.softwareishard.com/blog/har-12-spec */
export const har: LogReader = {
  id: 'har',
  name: 'HTTP archive (HAR)',
  recognise(value) {
    const entry = objectOf(value)
    return entry !== undefined && 'startedDateTime' in entry && 'request' in entry
  },
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const entry = objectOf(value)
      const request = objectOf(entry?.['request'])
      const response = objectOf(entry?.['response'])
      const content = objectOf(response?.['content'])
      if (!entry || !request) continue
      const timings = objectOf(entry['timings']) ?? {}
      const from = {
        url: textOf(request['url']) ?? '',
        startedAt: entry['startedDateTime'],
        durationMs: untilAnswer(timings) || entry['time'],
        requestHeaders: headersOf(request['headers']),
        request: objectOf(request['postData'])?.['text'],
        status: response?.['status'],
        response: content && bodyOf(content),
      }
      const exchange = httpExchange(from, prefixes)?.exchange
      if (exchange) yield exchange
    }
  },
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
