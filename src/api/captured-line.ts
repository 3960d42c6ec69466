import type { JsonObject } from '../core/values.ts'
import type { Incoming } from './messages-api.ts'
import { withoutSecrets } from './redact.ts'

/** What is known of a request besides what was said. Times are epoch milliseconds. */
export interface Sending {
  readonly baseUrl: string
  readonly betas: readonly string[]
  readonly startedAt: number
  readonly begunAt?: number | undefined
  readonly endedAt?: number
  /** The test that it belongs to: its mode, and which of its requests this is. */
  readonly test: { readonly mode: string; readonly step: string }
}

/** A request and its answer as a line of a captured log, without anything secret. */
export function capturedLine(
  body: JsonObject,
  answer: Incoming | undefined,
  sending: Sending,
  secrets: readonly string[],
): unknown {
  const { baseUrl, betas, startedAt, begunAt, endedAt, test } = sending
  const line = {
    startedAt: new Date(startedAt).toISOString(),
    ...(begunAt !== undefined && { respondedAt: new Date(begunAt).toISOString() }),
    ...(endedAt !== undefined && { durationMs: endedAt - startedAt }),
    url: `${baseUrl.replace(/\/$/, '')}/v1/messages`,
    ...(betas.length > 0 && { requestHeaders: { 'anthropic-beta': betas.join(',') } }),
    request: body,
    ...(answer?.usage !== undefined && {
      response: {
        id: answer.id,
        model: answer.model,
        stop_reason: answer.stopReason ?? null,
        usage: answer.usage,
        ...(answer.diagnostics !== undefined && { diagnostics: answer.diagnostics }),
        content: answer.content,
      },
    }),
    test,
  }
  return withoutSecrets(line, secrets)
}
