/**
 * What an answer says, in the words of the Messages API. What is left out gets a plain value.
 * @typedef {object} Answer
 * @property {Usage} [usage]
 * @property {string} [id]
 * @property {string} [model] What was asked for by default.
 * @property {string} [text]
 * @property {readonly object[]} [content] Whole blocks, instead of a text.
 * @property {string} [stopReason]
 * @property {object | null} [diagnostics] Left out of the answer where it is undefined.
 * @property {Promise<unknown>} [waitsFor] Nothing is said before.
 * @property {number} [latencyMs] Before the answer begins.
 * @property {number} [gapMs] Between two events of a stream.
 * @property {Promise<unknown>} [holdsFor] The stream stands still until then,
 * @property {number} [holdsAt] behind so many events: 1 where nothing is said.
 * @property {number} [cutAfter] Events of the stream, or parts of the body, before the line is cut.
 * @property {Failure} [failsWith] The stream ends in this error, where it would be cut.
 */

/**
 * Tokens, each in one class only.
 * @typedef {object} Usage
 * @property {number} [read]
 * @property {number} [write5m]
 * @property {number} [write1h]
 * @property {number} [input]
 * @property {number} [output]
 */

/**
 * An error as the API answers it.
 * @typedef {object} Failure
 * @property {number} status
 * @property {string} [type]
 * @property {string} message
 * @property {Readonly<Record<string, string>>} [headers]
 * @property {number} [latencyMs]
 * @property {string} [body] Instead of the API's JSON, as a gateway may answer.
 */

/** @typedef {{ type: string } & Record<string, unknown>} StreamEvent */

/** The line goes dead: it is cut before anything is said, or nothing is ever said. @typedef {'cut' | 'silence'} Dead */

/** Answers of the token-counting endpoint. @typedef {{ tokens: number, latencyMs?: number }} Count */

/** The types of errors by their status: "Errors", platform.claude.com, August 2026. @type {Readonly<Record<number, string>>} */
const types = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** @param {Failure} failure */
export function errorBody({ status, type = types[status] ?? 'api_error', message }) {
  return { type: 'error', error: { type, message }, request_id: 'req_scripted' }
}

/**
 * A usage as the API spells it.
 * @param {Usage} [usage]
 */
export function usageBody({ read = 0, write5m = 0, write1h = 0, input = 0, output = 0 } = {}) {
  return {
    input_tokens: input,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: output,
    service_tier: 'standard',
  }
}

/**
 * The whole message, as it is answered without streaming.
 * @param {Answer} answer
 * @param {string} asked The model of the request.
 */
export function messageBody(answer, asked) {
  const { id = 'msg_scripted', model = asked, text = 'Noted.', usage, diagnostics } = answer
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: answer.content ?? [{ type: 'text', text }],
    stop_reason: answer.stopReason ?? 'end_turn',
    stop_sequence: null,
    usage: usageBody(usage),
    ...(diagnostics !== undefined && { diagnostics }),
  }
}

/**
 * The same message as the events of a stream: name and data. The prompt's usage comes with the first event, the
 * output's with the last but one.
 * @param {Answer} answer
 * @param {string} asked
 * @returns {readonly StreamEvent[]}
 */
export function eventsOf(answer, asked) {
  const whole = messageBody(answer, asked)
  const begun = { ...whole.usage, output_tokens: Math.min(1, whole.usage.output_tokens) }
  const message = { ...whole, content: [], stop_reason: null, usage: begun }
  return [
    { type: 'message_start', message },
    ...whole.content.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason: whole.stop_reason, stop_sequence: null },
      usage: whole.usage,
    },
    { type: 'message_stop' },
  ]
}

/**
 * @param {object} block
 * @param {number} index
 * @returns {StreamEvent[]}
 */
function blockEvents(block, index) {
  const { text, input, ...rest } = /** @type {Record<string, unknown>} */ ({ ...block })
  const isText = typeof text === 'string'
  const deltas = isText
    ? pieces(text).map((piece) => ({ type: 'text_delta', text: piece }))
    : [{ type: 'input_json_delta', partial_json: JSON.stringify(input ?? {}) }]
  return [
    {
      type: 'content_block_start',
      index,
      content_block: isText ? { ...rest, text: '' } : { ...rest, input: {} },
    },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

/** A text in words. @param {string} text */
function pieces(text) {
  return text.match(/\S*\s*/g)?.filter(Boolean) ?? []
}
