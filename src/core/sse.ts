import { type JsonObject, objectOf, textOf, unquoted } from './values.ts'

/** The data of each event of a text of server-sent events, parsed where it is JSON. */
export function* eventsOf(text: string): Generator {
  const lines = new EventLines()
  for (const line of text.split(/\r\n|\r|\n/)) {
    const data = lines.add(line)
    if (data !== undefined) yield data
  }
  const last = lines.add('')
  if (last !== undefined) yield last
}

/**
 * Puts server-sent events together from their lines.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class EventLines {
  #data: string[] = []

  /** Takes a line without its end; gives the data of the event that the line ends. */
  add(line: string): unknown {
    if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5))
      return undefined
    }
    if (line !== '' || this.#data.length === 0) return undefined
    const data = this.#data.join('\n')
    this.#data = []
    return unquoted(data)
  }
}

/**
 * Follows the events of streamed answers. Input tokens stand in `message_start`; `message_delta` repeats usage as the
 * total so far, so that the last number of each kind holds. "Streaming messages", platform.claude.com, August 2026.
 */
export class AnswerEvents {
  #message: Record<string, unknown> | undefined

  /** Takes an event; gives the answer when the event ends it. */
  add(event: unknown): JsonObject | undefined {
    const { type, message, delta, usage } = objectOf(event) ?? {}
    if (type === 'message_start') {
      const cut = this.end()
      this.#message = { ...objectOf(message) }
      return cut
    }
    if (!this.#message) return undefined
    if (type === 'message_delta') {
      const stopReason = textOf(objectOf(delta)?.['stop_reason'])
      if (stopReason !== undefined) this.#message['stop_reason'] = stopReason
      this.#message['usage'] = merged(objectOf(this.#message['usage']), objectOf(usage))
    }
    return type === 'message_stop' ? this.end() : undefined
  }

  /** The answer so far, when the stream broke off before its end. */
  end(): JsonObject | undefined {
    const message = this.#message
    this.#message = undefined
    return message
  }
}

/** The answer that events make up: id, model, stop reason and usage. Undefined when none of them begins one. */
export function answerOf(events: Iterable<unknown>): JsonObject | undefined {
  const answer = new AnswerEvents()
  for (const event of events) {
    const whole = answer.add(event)
    if (whole) return whole
  }
  return answer.end()
}

function merged(first: JsonObject = {}, later: JsonObject = {}): JsonObject {
  const known = Object.entries(later).filter(([, value]) => value !== null)
  return { ...first, ...Object.fromEntries(known) }
}
