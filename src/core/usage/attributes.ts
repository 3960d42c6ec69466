import type { UsageDialect } from '../usage-dialect.ts'
import { countOf } from '../values.ts'
import { firstCount, mayContain, partOf } from './split.ts'

/**
 * Attributes of a span, by OpenTelemetry's conventions for generative AI (`gen_ai.usage.*`, older `gen_ai.usage.
 * prompt_tokens` and `cache_read_input_tokens`) or by OpenInference's (`llm.token_count.*`). The input contains what was
 * cached; instrumentations that left it out are told by an input smaller than its parts.
 * opentelemetry.io, "GenAI spans", 2026; arize-ai.github.io/openinference.
 */
export const attributes: UsageDialect = (usage) => {
  const input = [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
  ]
    .map((key) => usage[key])
    .find((value) => value !== undefined)
  if (input === undefined) return undefined
  const read = firstCount(
    usage['gen_ai.usage.cache_read.input_tokens'],
    usage['gen_ai.usage.cache_read_input_tokens'],
    usage['llm.token_count.prompt_details.cache_read'],
    usage['gen_ai.usage.input_tokens.cached'],
  )
  const written = firstCount(
    usage['gen_ai.usage.cache_creation.input_tokens'],
    usage['gen_ai.usage.cache_creation_input_tokens'],
    usage['llm.token_count.prompt_details.cache_write'],
    usage['gen_ai.usage.input_tokens.cache_write'],
  )
  const whole = mayContain(countOf(input), read + written)
    ? countOf(input)
    : countOf(input) + read + written
  const output = firstCount(
    usage['gen_ai.usage.output_tokens'],
    usage['gen_ai.usage.completion_tokens'],
    usage['llm.token_count.completion'],
  )
  return partOf({ prompt: whole, read, written, output })
}
