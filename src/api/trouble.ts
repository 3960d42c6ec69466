import { APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import type { Trouble } from '../core/failures.ts'

/** What an error of the SDK, or one that reaches through it, says. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof APIUserAbortError) return { message: 'stopped', isCancelled: true }
  if (error instanceof APIConnectionTimeoutError) return { message: 'timed out', isTimeout: true }
  const code = codeOf(error)
  const cause = deepest(error)
  if (error instanceof APIError) {
    const { status, type, apiMessage, requestID, headers } = error as APIError
    const retryAfterMs = status === undefined ? undefined : retryAfter(headers)
    const isTimeout = /TIMEOUT|ETIMEDOUT/.test(code ?? '')
    return {
      message: apiMessage ?? bare(cause.message, status),
      ...(status !== undefined && { status }),
      ...(type !== null && { type }),
      ...(code !== undefined && { code }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(typeof requestID === 'string' && { requestId: requestID }),
      ...(isTimeout && { isTimeout: true as const }),
    }
  }
  return { message: cause.message, ...(code !== undefined && { code }) }
}

/** A gateway may answer in HTML, which tells people nothing. */
function bare(message: string, status: number | undefined): string {
  if (/<\w+[\s>]/.test(message)) return 'the answer was a web page, no answer of the API'
  return status === undefined ? message : message.replace(`${status} `, '')
}

/** Seconds or a date, or milliseconds in a header of their own. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const text = headers?.get('retry-after')
  if (text === null || text === undefined) return undefined
  const seconds = Number(text)
  if (seconds >= 0) return seconds * 1000
  const until = Date.parse(text) - Date.now()
  return until >= 0 ? until : undefined
}

/** Causes that are followed. */
const maxDepth = 6

function chain(error: unknown): Error[] {
  const errors: Error[] = []
  for (let each = error; each instanceof Error && errors.length < maxDepth; each = each.cause) {
    errors.push(each)
    const inner: readonly unknown[] = each instanceof AggregateError ? each.errors : []
    const [first] = inner
    if (first instanceof Error) errors.push(first)
  }
  return errors
}

function codeOf(error: unknown): string | undefined {
  const codes = chain(error).map((each) => ('code' in each ? each.code : undefined))
  return codes.findLast((code) => typeof code === 'string')
}

function deepest(error: unknown): Error {
  return chain(error).at(-1) ?? new Error(String(error))
}
