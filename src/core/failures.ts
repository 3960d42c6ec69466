import { formatDuration, formatMoney, formatTokens } from './format.ts'
import { placeOfRefusal } from './failure-place.ts'
import type { Path } from './prompt.ts'
import type { JsonObject } from './values.ts'

/** What is known of a request that failed. */
export interface Trouble {
  /** Of the answer; undefined where there was none. */
  readonly status?: number
  /** The API's own words. */
  readonly message: string
  /** The API's word for the kind of error, also within a stream. */
  readonly type?: string
  /** Of the connection, as Node spells it: `ECONNREFUSED`. */
  readonly code?: string
  readonly retryAfterMs?: number
  readonly requestId?: string
  /** The person stopped it. */
  readonly isCancelled?: true
  readonly isTimeout?: true
  /** The answer had begun. */
  readonly hasBegun?: true
}

/** Kinds of failures that people act on differently. */
type FailureKind =
  | 'refused'
  | 'too-long'
  | 'key'
  | 'billing'
  | 'permission'
  | 'model'
  | 'address'
  | 'too-large'
  | 'rate-limit'
  | 'overloaded'
  | 'server'
  | 'timeout'
  | 'tls'
  | 'unreachable'
  | 'cut'
  | 'cancelled'
  | 'budget'

/** A request that failed, as a person needs it. */
export interface Failure {
  readonly kind: FailureKind
  /** What happened, what it cost, and what to do, each in whole sentences. */
  readonly what: string
  readonly cost: string
  readonly advice: string
  /** Milliseconds after which the API will take it. */
  readonly retryAfterMs?: number
  /** Of a prompt that is too long: its tokens and the most that the model takes, by the API. */
  readonly context?: { readonly tokens: number; readonly window: number }
  /** The place in the request's body that the API speaks of. */
  readonly path?: Path
  /** By which the API's support finds the request. */
  readonly requestId?: string
}

/** What was sent, for the places and the money. */
export interface FailedRequest {
  readonly body: JsonObject
  /** Where it went, without a path. */
  readonly host: string
  /** US dollars for what had been processed when the answer broke off. */
  readonly spent?: number | undefined
  /** The most that the request can cost. */
  readonly atMost?: number | undefined
}

/** Turns trouble into what a person needs: what happened, what it cost, what to do. */
export function failureOf(trouble: Trouble, sent: FailedRequest): Failure {
  const { requestId, retryAfterMs } = trouble
  const kind = kindOf(trouble)
  const path = kind === 'refused' ? placeOfRefusal(trouble.message, sent.body) : undefined
  const context = kind === 'too-long' ? contextOf(trouble.message) : undefined
  return {
    kind,
    what: whatOf(kind, trouble, sent),
    cost: costOf(kind, trouble, sent),
    advice: adviceOf(kind, trouble, sent),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(context && { context }),
    ...(path && { path }),
    ...(requestId !== undefined && { requestId }),
  }
}

/** A request that is not sent, as it might cost more than the day allows. */
export function overBudget(message: string): Failure {
  const sent = { body: {}, host: '' }
  const trouble = { message }
  const advice = adviceOf('budget', trouble, sent)
  return { kind: 'budget', what: message, cost: 'Nothing was sent.', advice }
}

/** Statuses: "Errors", platform.claude.com, August 2026. */
function kindOf(trouble: Trouble): FailureKind {
  const { status, type, message, code = '', isCancelled, isTimeout, hasBegun } = trouble
  if (isCancelled) return 'cancelled'
  if (type === 'overloaded_error') return 'overloaded'
  if (hasBegun) return 'cut'
  if (isTimeout) return 'timeout'
  switch (status) {
    case undefined:
      break
    case 400:
      if (/prompt is too long|context window|context limit/i.test(message)) return 'too-long'
      return /credit balance/i.test(message) ? 'billing' : 'refused'
    case 401:
      return 'key'
    case 402:
      return 'billing'
    case 403:
      return 'permission'
    case 404:
      return /model/i.test(message) ? 'model' : 'address'
    case 413:
      return 'too-large'
    case 429:
      return 'rate-limit'
    case 503:
    case 529:
      return 'overloaded'
    default:
      return status >= 500 ? 'server' : 'refused'
  }
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code)) return 'tls'
  return /ECONNRESET|UND_ERR_SOCKET|EPIPE/.test(code) ? 'cut' : 'unreachable'
}

function whatOf(kind: FailureKind, trouble: Trouble, { host, body }: FailedRequest): string {
  const { message, code, status } = trouble
  switch (kind) {
    case 'refused':
      return `The API refused the request (${status ?? 400}): ${sentence(message)}`
    case 'too-long': {
      const context = contextOf(message)
      return context
        ? `The prompt is too long: ${formatTokens(context.tokens)} tokens, and the model takes ${formatTokens(context.window)}.`
        : `The prompt is too long: ${sentence(message)}`
    }
    case 'key':
      return 'The API does not accept the key (401).'
    case 'billing':
      return `The API cannot bill the request: ${sentence(message)}`
    case 'permission':
      return `The key may not do this (403): ${sentence(message)}`
    case 'model':
      return `The API knows no model “${String(body['model'])}”, or this key may not use it (404).`
    case 'address':
      return `There is no Messages API at ${host} (404).`
    case 'too-large':
      return 'The request is too large for the API (413): it takes up to 32 MB.'
    case 'rate-limit':
      return `The rate limit is used up (429): ${sentence(message)}`
    case 'overloaded':
      return `The API is overloaded (${status ?? 529}).`
    case 'server':
      return `The API failed (${status ?? 500}): ${sentence(message)}`
    case 'timeout':
      return `${host} did not answer in time.`
    case 'tls':
      return `There is no secure connection to ${host} (${code ?? 'TLS'}): ${sentence(message)}`
    case 'unreachable':
      return `${host} cannot be reached (${code ?? 'no connection'}).`
    case 'cut':
      return trouble.hasBegun
        ? 'The connection was cut in the middle of the answer.'
        : `${host} closed the connection before it answered.`
    case 'cancelled':
      return trouble.hasBegun ? 'You stopped it in the middle of the answer.' : 'You stopped it.'
    case 'budget':
      return message
  }
}

function costOf(kind: FailureKind, trouble: Trouble, { spent, atMost }: FailedRequest): string {
  if (trouble.hasBegun) {
    const least = spent === undefined ? 'The prompt' : `At least ${formatMoney(spent)}: the prompt`
    return `${least} was processed, and is cached as marked; what was written of the answer is charged too.`
  }
  const isUncertain = kind === 'timeout' || kind === 'cut' || kind === 'cancelled'
  if (!isUncertain) return 'It cost nothing.'
  const most = atMost === undefined ? '' : `, at most ${formatMoney(atMost)}`
  return `Perhaps nothing. If the API went on with it, it is charged${most}.`
}

function adviceOf(kind: FailureKind, { retryAfterMs }: Trouble, { host }: FailedRequest): string {
  const wait = retryAfterMs === undefined ? 'Wait a little' : `Wait ${formatDuration(retryAfterMs)}`
  switch (kind) {
    case 'refused':
      return 'Change the request where it says so, and send it again.'
    case 'too-long':
      return 'Shorten the prompt, or choose a model with a larger window.'
    case 'key':
      return 'Set the key anew, and check that it belongs to this address.'
    case 'billing':
      return 'Check the credit and the limits of your organisation in the Console.'
    case 'permission':
      return 'Use a key of a workspace that may use this model and feature.'
    case 'model':
      return 'Check the spelling of the model, or choose another one.'
    case 'address':
      return 'Check the base URL: it ends before /v1/messages.'
    case 'too-large':
      return 'Send images and documents by reference, or fewer of them.'
    case 'rate-limit':
      return `${wait}, then send it again. Tokens that are read from the cache do not count towards it.`
    case 'overloaded':
    case 'server':
      return `${wait}, then send it again.`
    case 'timeout':
      return 'Send it again, or raise the time limit in the settings.'
    case 'tls':
      return 'Check the proxy and its certificate, and that the base URL begins as it should (https or http).'
    case 'unreachable':
      return `Check the connection, the proxy, and that ${host} is the right address.`
    case 'cut':
      return 'Send it again; what was cached is read.'
    case 'cancelled':
      return 'Send it again when you like.'
    case 'budget':
      return 'Raise the daily budget in the settings, or go on tomorrow.'
  }
}

/** `prompt is too long: 208656 tokens > 200000 maximum` */
function contextOf(message: string): Failure['context'] {
  const [, tokens, window] = /(\d+) tokens? > (\d+)/.exec(message) ?? []
  return tokens && window ? { tokens: Number(tokens), window: Number(window) } : undefined
}

function sentence(message: string): string {
  const text = message.trim()
  if (text === '') return 'no reason was given.'
  return /[.!?]$/.test(text) ? text : `${text}.`
}
