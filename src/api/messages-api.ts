import type { Trouble } from '../core/failures.ts'
import type { JsonObject } from '../core/values.ts'

/** How the API is reached. */
export interface Connection {
  readonly key: string
  /** Ends before `/v1`. */
  readonly baseUrl: string
  /** Of an HTTP proxy; the system's own where it is left out. */
  readonly proxy?: string
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Until an answer begins. */
  readonly timeoutMs?: number
}

/** Where requests go unless something else is set. */
export const usualBaseUrl = 'https://api.anthropic.com'

/** A request as it is sent. */
export interface Outgoing {
  readonly body: JsonObject
  readonly betas: readonly string[]
}

/** What came back of a request, as far as it came. */
export interface Incoming {
  readonly id?: string
  readonly model?: string
  /** Blocks, as the API spells them. */
  readonly content: readonly unknown[]
  /** As the API spells it; of an answer that broke off, as far as it had come. */
  readonly usage?: unknown
  readonly stopReason?: string
  /** As the API spells it; undefined where the answer has none. */
  readonly diagnostics?: unknown
  /** Why there is no more of it. */
  readonly trouble?: Trouble
}

/** What a listener hears while an answer comes in. */
export interface Listener {
  /** The answer has begun: what it wrote can be read from now on. */
  readonly onBegun: (id: string) => void
  /** Everything that was said so far. */
  readonly onText: (text: string) => void
}

/** The Messages API. Nothing here throws: what goes wrong is told as trouble. */
export interface MessagesApi {
  send(request: Outgoing, listener: Listener, signal: AbortSignal): Promise<Incoming>
  /** Tokens of a prompt, by the token-counting endpoint. */
  count(request: Outgoing, signal: AbortSignal): Promise<{ tokens: number } | { trouble: Trouble }>
  /** Whether the key is accepted, without sending a prompt. Answers the trouble, if there is any. */
  check(signal: AbortSignal): Promise<Trouble | undefined>
}
