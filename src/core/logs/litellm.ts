import { toExchange } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import { Prefixes } from '../prefix.ts'
import { type JsonObject, listOf, momentOf, objectOf, textOf, unquoted } from '../values.ts'

/**
 * LiteLLM's standard logging payload, as its callbacks and buckets write it, and rows of its spend logs.
 * docs.litellm.ai, "StandardLoggingPayload specification" and "Spend tracking", 2026.
 */
export const litellm: LogReader = {
  id: 'litellm',
  name: 'LiteLLM request log',
  isImmediate: true,
  recognise(value) {
    const log = objectOf(value)
    return log !== undefined && 'call_type' in log && 'prompt_tokens' in log && 'startTime' in log
  },
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const log = objectOf(value)
      if (!log || isOther(log)) continue
      const exchange = toExchange(lineOf(log), prefixes)?.exchange
      const lane = textOf(log['trace_id'] ?? log['session_id'])
      if (exchange) yield lane === undefined || exchange.prompt ? exchange : { ...exchange, lane }
    }
  },
}

/** Failures, answers from LiteLLM's own cache, and other models. */
function isOther(log: JsonObject): boolean {
  const failed = log['status'] === 'failure'
  const wasKept = log['cache_hit'] === true || log['cache_hit'] === 'True'
  return failed || wasKept || !/claude/i.test(textOf(log['model']) ?? '')
}

function lineOf(log: JsonObject): JsonObject {
  const response = objectOf(unquoted(log['response']))
  const metadata = objectOf(unquoted(log['metadata']))
  const messages = listOf(unquoted(log['messages']))
  const parameters = objectOf(log['model_parameters']) ?? {}
  const { model } = log
  const request = messages.length > 0 ? { model, ...parameters, messages } : undefined
  const startedAt = momentOf(log['startTime'])
  const begun = momentOf(log['completionStartTime'])
  return {
    startedAt,
    ...(begun !== undefined && { respondedAt: new Date(begun).toISOString() }),
    request,
    url: platformUrl(textOf(log['custom_llm_provider'])),
    response: {
      id: response?.['id'] ?? log['id'] ?? log['request_id'],
      model,
      usage: response?.['usage'] ?? metadata?.['usage_object'] ?? { ...log },
    },
  }
}

function platformUrl(provider: string | undefined): string | undefined {
  if (provider?.startsWith('bedrock')) return 'https://bedrock-runtime.amazonaws.com/'
  return provider?.startsWith('vertex') ? 'https://aiplatform.googleapis.com/' : undefined
}
