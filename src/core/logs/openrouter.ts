import { toExchange } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import { type JsonObject, countOf, momentOf, objectOf, textOf } from '../values.ts'

/**
 * Answers of OpenRouter as applications keep them, and its own records of a generation. Only those of Claude models.
 * openrouter.ai, "Prompt caching" and "Get a generation", 2026.
 */
export const openrouter: LogReader = {
  id: 'openrouter',
  name: 'OpenRouter response',
  recognise(value) {
    const answer = generationOf(value)
    return answer !== undefined && textOf(answer['id'])?.startsWith('gen-') === true
  },
  async *read(records) {
    for await (const { value } of records) {
      const answer = generationOf(value)
      const model = textOf(answer?.['model'])
      if (!answer || !model?.includes('claude')) continue
      const exchange = toExchange({
        startedAt: momentOf(answer['created'] ?? answer['created_at']),
        response: { ...answer, usage: answer['usage'] ?? nativeUsage(answer) },
        meta: { timeKnown: 'response' },
      })?.exchange
      if (exchange) yield { ...exchange, lane: textOf(answer['session_id']) ?? 'main agent' }
    }
  },
}

/** An answer with its usage, or a generation, which stands in `data`. */
function generationOf(value: unknown): JsonObject | undefined {
  const record = objectOf(value)
  const generation = objectOf(record?.['data']) ?? record
  const isKnown =
    generation !== undefined &&
    'model' in generation &&
    ('usage' in generation || 'native_tokens_prompt' in generation)
  return isKnown ? generation : undefined
}

function nativeUsage(generation: JsonObject): JsonObject {
  return {
    prompt_tokens: countOf(generation['native_tokens_prompt']),
    completion_tokens: countOf(generation['native_tokens_completion']),
    prompt_tokens_details: { cached_tokens: countOf(generation['native_tokens_cached']) },
  }
}
