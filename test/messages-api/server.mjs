import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorBody, eventsOf, messageBody } from './answers.mjs'

/** @typedef {import('./answers.mjs').Answer} Answer */
/** @typedef {import('./answers.mjs').Failure} Failure */
/** @typedef {import('./answers.mjs').Count} Count */
/** @typedef {Answer | Failure | Count | import('./answers.mjs').Dead} Scripted */
/** @typedef {import('node:http').IncomingMessage} Incoming */
/** @typedef {import('node:http').ServerResponse} Outgoing */

/**
 * A request as it came in.
 * @typedef {object} Received
 * @property {string} path
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Record<string, unknown>} body
 * @property {number} at Epoch milliseconds.
 */

/** One answer, or what makes it from the request. @typedef {Scripted | ((request: Received) => Scripted)} Step */

/**
 * @typedef {object} Script
 * @property {readonly Step[]} [messages] One for each request to `/v1/messages`, in the order in which they come.
 * @property {Step} [counts] Answers every request to `/v1/messages/count_tokens`.
 * @property {string} [key] Requests without this key are answered with a 401.
 */

/**
 * Plays the Messages API on the loopback interface. Every answer is written down beforehand: it knows nothing of
 * caches, so that nothing can agree with it by sharing a mistake. A request beyond the script is answered with a 500.
 * @param {Script} script
 */
export async function startMessagesApi(script = {}) {
  /** @type {Received[]} */
  const requests = []
  const messages = [...(script.messages ?? [])]

  /** @type {(received: Received) => Scripted} */
  const answerTo = (received) => {
    if (script.key !== undefined && !carries(received, script.key)) {
      return { status: 401, message: 'invalid x-api-key' }
    }
    const isCount = received.path.endsWith('/count_tokens')
    const step = isCount ? script.counts : messages.shift()
    if (step === undefined)
      return { status: 500, message: `No answer is scripted for ${received.path}` }
    return typeof step === 'function' ? step(received) : step
  }

  const server = createServer((incoming, outgoing) => {
    receive(incoming)
      .then(async (received) => {
        if (received.path.startsWith('/v1/models')) {
          listModels(received, script.key, outgoing)
          return
        }
        requests.push(received)
        await play(answerTo(received), received, outgoing)
      })
      .catch(() => {
        outgoing.destroy() // The client has gone.
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    /**
     * Puts further answers behind the others.
     * @param {readonly Step[]} steps
     */
    add(...steps) {
      messages.push(...steps)
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/**
 * @param {Received} received
 * @param {string} key
 */
function carries({ headers }, key) {
  return headers['x-api-key'] === key || headers.authorization === `Bearer ${key}`
}

/**
 * @param {Incoming} incoming
 * @returns {Promise<Received>}
 */
async function receive(incoming) {
  const at = Date.now()
  let text = ''
  incoming.setEncoding('utf8')
  const pieces = /** @type {AsyncIterable<string>} */ (incoming)
  for await (const piece of pieces) text += piece
  /** @type {unknown} */
  const body = text === '' ? {} : JSON.parse(text)
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: /** @type {Record<string, unknown>} */ (body),
    at,
  }
}

/**
 * @param {Received} received
 * @param {string | undefined} key
 * @param {Outgoing} outgoing
 */
function listModels(received, key, outgoing) {
  if (key !== undefined && !carries(received, key)) {
    send(outgoing, 401, errorBody({ status: 401, message: 'invalid x-api-key' }))
    return
  }
  const model = { type: 'model', id: 'claude-sonnet-4-5', display_name: 'Claude Sonnet 4.5' }
  send(outgoing, 200, { data: [model], has_more: false, first_id: model.id, last_id: model.id })
}

/**
 * @param {Scripted} step
 * @param {Received} received
 * @param {Outgoing} outgoing
 */
async function play(step, { body }, outgoing) {
  if (step === 'silence') return
  if (step === 'cut') {
    outgoing.destroy()
    return
  }
  if ('waitsFor' in step) await step.waitsFor
  if (step.latencyMs) await sleep(step.latencyMs)
  if ('status' in step) {
    send(outgoing, step.status, step.body ?? errorBody(step), step.headers)
  } else if ('tokens' in step) {
    send(outgoing, 200, { input_tokens: step.tokens })
  } else if (body['stream'] === true) {
    await stream(step, String(body['model']), outgoing)
  } else {
    send(outgoing, 200, messageBody(step, String(body['model'])))
  }
}

/**
 * @param {Outgoing} outgoing
 * @param {number} status
 * @param {object | string} body
 * @param {Readonly<Record<string, string>>} [headers]
 */
function send(outgoing, status, body, headers) {
  const isText = typeof body === 'string'
  const type = isText ? 'text/html' : 'application/json'
  outgoing.writeHead(status, { 'content-type': type, 'request-id': 'req_scripted', ...headers })
  outgoing.end(isText ? body : JSON.stringify(body))
}

/**
 * @param {Answer} answer
 * @param {string} model
 * @param {Outgoing} outgoing
 */
async function stream(answer, model, outgoing) {
  const { cutAfter = Infinity, failsWith, gapMs, holdsFor, holdsAt = 1 } = answer
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scripted' })
  for (const [i, event] of eventsOf(answer, model).entries()) {
    if (i === holdsAt) await holdsFor
    if (i >= cutAfter) {
      if (failsWith) outgoing.end(line({ ...errorBody(failsWith), type: 'error' }))
      else outgoing.destroy()
      return
    }
    if (i > 0 && gapMs) await sleep(gapMs)
    await new Promise((resolve) => outgoing.write(line(event), resolve))
  }
  outgoing.end()
}

/** One event of a stream. @param {{ type: string }} event */
function line(event) {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
