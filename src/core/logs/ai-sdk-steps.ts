import { toExchange } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import { Prefixes } from '../prefix.ts'
import { type JsonObject, isObject, objectOf, textOf, timeOf, unquoted } from '../values.ts'

/**
 * Steps of the AI SDK, as applications keep them: `result.steps`, one a line or in a list. `ai` 5 to 7, type
 * `StepResult`. What the provider itself said stands in `providerMetadata.anthropic.usage`.
 */
export const aiSdkSteps: LogReader = {
  id: 'ai-sdk-steps',
  name: 'AI SDK step log',
  recognise(value) {
    const step = objectOf(value)
    if (!step || !isObject(step['response'])) return false
    const usage = objectOf(step['usage'])
    const isOurs = usage !== undefined && ('inputTokens' in usage || 'promptTokens' in usage)
    return isOurs && 'finishReason' in step
  },
  async *read(records) {
    const prefixes = new Prefixes()
    let position = 0
    for await (const { value } of records) {
      const step = objectOf(value)
      if (!step) continue
      position++
      const exchange = toExchange(lineOf(step, position), prefixes)?.exchange
      if (exchange) yield exchange.prompt ? exchange : { ...exchange, lane: 'main agent' }
    }
  },
}

function lineOf(step: JsonObject, position: number): JsonObject {
  const response = objectOf(step['response']) ?? {}
  const known = timeOf(response['timestamp'])
  const body = objectOf(unquoted(objectOf(step['request'])?.['body']))
  const model = textOf(response['modelId']) ?? textOf(objectOf(step['model'])?.['modelId'])
  return {
    startedAt: known ?? position * 1000,
    meta: { timeKnown: known === undefined ? 'order' : 'response' },
    request: body && { model, ...body },
    response: {
      id: response['id'],
      model,
      stop_reason: step['finishReason'],
      usage: usageOf(step),
    },
  }
}

/** The provider's own usage where it is whole, else the SDK's, with what v4 and v5 keep beside it. */
function usageOf(step: JsonObject): JsonObject {
  const usage = objectOf(step['usage']) ?? {}
  const own = objectOf(objectOf(step['providerMetadata'])?.['anthropic']) ?? {}
  const said = objectOf(own['usage'])
  if (said && 'input_tokens' in said) return said
  if ('inputTokenDetails' in usage) return usage
  return {
    input_tokens: usage['inputTokens'] ?? usage['promptTokens'],
    output_tokens: usage['outputTokens'] ?? usage['completionTokens'],
    cache_read_input_tokens: usage['cachedInputTokens'] ?? own['cacheReadInputTokens'],
    cache_creation_input_tokens: own['cacheCreationInputTokens'],
  }
}
