import { createHash } from 'node:crypto'
import { objectOf, unquoted } from '../core/values.ts'

/** One request of a conversation that is asked about. */
export interface Question {
  /** The body with the API's diagnostics asked for; as it is where it is none, or asks already. */
  readonly ask: (body: Buffer) => Buffer
  /** Notes the id of the answer, which the next request of the conversation is compared with. */
  readonly end: (id: string) => void
}

/** What was said so far, and the id of the answer to it. */
interface Turn {
  readonly messages: readonly string[]
  readonly id: string
}

/**
 * Finds the answer before each request, so that the API can say why it missed: that of the request which begins alike.
 * `diagnostics.previous_message_id`, `@anthropic-ai/sdk` 1.11.0; null opts in on the first turn.
 */
export class Conversations {
  #turns: Turn[] = []

  begin(): Question {
    let messages: readonly string[] = []
    return {
      ask: (body) => {
        const text = body.toString()
        const request = objectOf(unquoted(text))
        if (!request || !Array.isArray(request['messages'])) return body
        messages = request['messages'].map(digestOf)
        if ('diagnostics' in request) return body
        const id = this.#previous(messages)?.id ?? null
        const asked = JSON.stringify({ diagnostics: { previous_message_id: id } }).slice(1, -1)
        return Buffer.from(text.replace('{', `{${asked},`))
      },
      end: (id) => {
        this.#turns = [...this.#turns.slice(1 - memory), { messages, id }]
      },
    }
  }

  /** The turn that has the most first messages in common; the newest of several. */
  #previous(messages: readonly string[]): Turn | undefined {
    let best: Turn | undefined
    let most = 0
    for (const turn of this.#turns) {
      const common = turn.messages.findIndex((each, i) => each !== messages[i])
      const length = common < 0 ? turn.messages.length : common
      if (length >= Math.max(1, most)) {
        best = turn
        most = length
      }
    }
    return best
  }
}

/** Turns that are remembered. */
const memory = 1000

/** A message without its `cache_control`s, which move from turn to turn. */
function digestOf(message: unknown): string {
  return createHash('sha256').update(JSON.stringify(message, withoutControl)).digest('base64')
}

function withoutControl(key: string, value: unknown): unknown {
  return key === 'cache_control' ? undefined : value
}
