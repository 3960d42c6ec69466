import { textOfBase64, textOfBytes } from '../base64.ts'
import { headersOf, httpExchanges } from '../http.ts'
import type { LogReader } from '../log-reader.ts'
import { type JsonObject, isObject, listOf, objectOf, textOf, timeOf } from '../values.ts'

/**
 * HTTP cassettes that tests play back: VCR (Ruby), vcrpy and what is built on it, go-vcr, Betamax and nock, as YAML or
 * JSON. Many say nothing of time; then only the order is known.
 * vcrpy 8, ruby VCR 6, go-vcr 4, Betamax 0.9, nock 14: their documentation of the file format, 2026.
 */
export const cassette: LogReader = {
  id: 'cassette',
  name: 'HTTP cassette',
  recognise(value) {
    const entry = objectOf(value)
    if (!entry || 'startedDateTime' in entry || 'startedAt' in entry) return false
    if ('logged_at' in entry || 'turn' in entry) return false
    if ('scope' in entry && 'path' in entry && 'response' in entry) return true
    const request = objectOf(entry['request'])
    return request !== undefined && 'response' in entry && ('uri' in request || 'url' in request)
  },
  read(records) {
    let position = 0
    return httpExchanges(records, (entry) => {
      position++
      const response = objectOf(entry['response']) ?? {}
      const headers = headersOf(response['headers'])
      const known = timeOf(entry['recorded_at']) ?? timeOf(headers['date'])
      return {
        // Without any date the requests are taken to follow each other by a second.
        startedAt: known ?? position * 1000,
        meta: { timeKnown: known === undefined ? 'order' : 'response' },
        ...('scope' in entry ? nockCall(entry) : vcrCall(entry, response)),
      }
    })
  },
}

function vcrCall(entry: JsonObject, response: JsonObject) {
  const request = objectOf(entry['request']) ?? {}
  const status = objectOf(response['status'])?.['code'] ?? response['code']
  return {
    url: textOf(request['uri'] ?? request['url']) ?? '',
    requestHeaders: headersOf(request['headers']),
    request: request['parsed_body'] ?? bodyOf(request['body']),
    status,
    response: response['parsed_body'] ?? bodyOf(response['body'] ?? response['content']),
  }
}

function nockCall(entry: JsonObject) {
  return {
    url: `${textOf(entry['scope']) ?? ''}${textOf(entry['path']) ?? ''}`,
    request: entry['body'],
    status: entry['status'],
    response: entry['response'],
  }
}

/** A body as text, as `{string}`, `{base64_string}`, bytes, or a list of pieces. */
function bodyOf(body: unknown): unknown {
  if (body instanceof Uint8Array) return textOfBytes(body)
  if (Array.isArray(body)) return listOf(body).join('')
  if (!isObject(body)) return body
  const packed = textOf(body['base64_string'])
  if (packed !== undefined) return textOfBase64(packed)
  return 'string' in body ? bodyOf(body['string']) : body
}
