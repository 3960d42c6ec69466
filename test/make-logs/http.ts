import { type Call, body, calls, endOf, events, iso, message, model, wire } from './calls.ts'

const url = 'https://api.anthropic.com/v1/messages'
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const dateOf = (call: Call): string => new Date(endOf(call)).toUTCString()

/** Logs of HTTP traffic: proxies, browsers, tests that play back. */
export const http: Readonly<Record<string, () => string>> = {
  'captured.jsonl': () =>
    lines(
      calls.map((call) => ({
        startedAt: iso(call.startedAt),
        durationMs: call.durationMs,
        url,
        request: body(call),
        response: { id: call.id, model, stop_reason: 'end_turn', usage: message(call).usage },
      })),
    ),
  'claude-trace.jsonl': () =>
    lines(
      calls.map((call, i) => ({
        request: {
          timestamp: call.startedAt / 1000,
          method: 'POST',
          url: `${url}?beta=true`,
          headers: { 'content-type': 'application/json' },
          body: body(call),
        },
        response: {
          timestamp: endOf(call) / 1000,
          status_code: 200,
          headers: {},
          ...(i === 0 ? { body: message(call) } : { body_raw: wire(call) }),
        },
        logged_at: iso(endOf(call)),
      })),
    ),
  'claude-tap.jsonl': () =>
    lines(
      calls.map((call, i) => ({
        timestamp: iso(endOf(call)).replace('Z', '+00:00'),
        request_id: call.requestId,
        turn: i + 1,
        duration_ms: call.durationMs,
        request: { method: 'POST', path: '/v1/messages?beta=true', headers: {}, body: body(call) },
        response: {
          status: 200,
          headers: {},
          body: i === 1 ? null : message(call),
          ...(i === 1 && {
            sse_events: events(call).map((each) => ({
              event: each['type'],
              data: JSON.stringify(each),
            })),
          }),
        },
        upstream_base_url: 'https://api.anthropic.com',
      })),
    ),
  'har.json': () => JSON.stringify(archive(), null, 2),
  'har-in-one-line.har': () => JSON.stringify(archive()),
  'cassette-vcrpy.yaml': () =>
    [
      'interactions:',
      ...calls.map(
        (call) => `- request:
    body: '${JSON.stringify(body(call)).replaceAll("'", "''")}'
    headers:
      content-type:
      - application/json
    method: POST
    uri: ${url}
  response:
    body:
      string: !!binary |
        ${base64(JSON.stringify(message(call)))}
    headers:
      date:
      - ${dateOf(call)}
    status:
      code: 200
      message: OK`,
      ),
      'version: 1\n',
    ].join('\n'),
  'cassette-vcr.yml': () =>
    [
      '---',
      'http_interactions:',
      ...calls.map(
        (call) => `- request:
    method: post
    uri: ${url}
    body:
      encoding: UTF-8
      string: |-
        ${JSON.stringify(body(call))}
  response:
    status:
      code: 200
    headers: {}
    body:
      encoding: UTF-8
      string: |
${wire(call).replace(/^(?=.)/gm, '        ')}
  recorded_at: ${dateOf(call)}`,
      ),
      'recorded_with: VCR 6.3.1\n',
    ].join('\n'),
  'cassette-go-vcr.yaml': () =>
    [
      '---',
      'version: 2',
      'interactions:',
      ...calls.map(
        (call, i) => `    - id: ${i}
      request:
        body: |-
            ${JSON.stringify(body(call))}
        url: ${url}
        method: POST
      response:
        body: |-
            ${JSON.stringify(message(call))}
        headers:
            Date:
                - ${dateOf(call)}
        status: 200 OK
        code: 200
        duration: 1.2s`,
      ),
      '',
    ].join('\n'),
  'cassette-betamax.json': () =>
    JSON.stringify({
      http_interactions: calls.map((call) => ({
        request: {
          body: { encoding: 'utf-8', string: JSON.stringify(body(call)) },
          method: 'POST',
          uri: url,
        },
        response: {
          body: { encoding: 'utf-8', base64_string: base64(JSON.stringify(message(call))) },
          status: { code: 200, message: 'OK' },
        },
        recorded_at: iso(endOf(call)).slice(0, 19),
      })),
      recorded_with: 'betamax/0.9.0',
    }),
  'cassette-nock.json': () =>
    JSON.stringify(
      calls.map((call) => ({
        scope: 'https://api.anthropic.com:443',
        method: 'POST',
        path: '/v1/messages',
        body: body(call),
        status: 200,
        response: message(call),
      })),
      null,
      4,
    ),
  'stream.sse': () => calls.map(wire).join(''),
  'stream.jsonl': () => lines(calls.flatMap(events)),
}

/** An archive in which other traffic stands between the calls. */
function archive() {
  const other = {
    startedDateTime: iso(0),
    time: 3,
    request: { method: 'GET', url: 'https://example.com/', headers: [] },
    response: { status: 200, content: { text: '<p>{"log": [' } },
  }
  const failed = calls.slice(0, 1).map((call) => ({
    ...entry(call, 0),
    response: { status: 529, content: { text: '{"type":"error"}' } },
  }))
  return {
    log: {
      version: '1.2',
      creator: { name: 'a browser', version: '1' },
      pages: [{ id: 'page_1', title: 'entries' }],
      entries: [other, ...failed, ...calls.map(entry), other],
    },
  }
}

function entry(call: Call, i: number) {
  const text = i === 1 ? wire(call) : JSON.stringify(message(call))
  return {
    startedDateTime: iso(call.startedAt),
    time: call.durationMs,
    request: {
      method: 'POST',
      url,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      postData: { mimeType: 'application/json', text: JSON.stringify(body(call)) },
    },
    response: {
      status: 200,
      headers: [],
      content: i === 2 ? { encoding: 'base64', text: base64(text) } : { text },
    },
    timings: { blocked: -1, send: 1, wait: call.durationMs - 1, receive: 0 },
  }
}
