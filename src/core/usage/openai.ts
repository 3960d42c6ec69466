import type { UsageDialect } from '../usage-dialect.ts'
import { countOf, objectOf } from '../values.ts'
import { firstCount, mayContain, partOf } from './split.ts'

/**
 * OpenAI's words, as gateways use them for Claude: `prompt_tokens` is the whole prompt, `cached_tokens` the part of it
 * that was read. OpenRouter adds `cache_write_tokens`, LiteLLM `cache_creation_tokens` and the Messages API's own words.
 * "Prompt caching", openrouter.ai and docs.litellm.ai, 2026.
 */
export const openai: UsageDialect = (usage) => {
  const whole = usage['prompt_tokens'] ?? usage['input_tokens']
  if (typeof whole !== 'number') return undefined
  const parts = objectOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']) ?? {}
  const byLifetime = objectOf(parts['cache_creation_token_details'])
  const read = firstCount(parts['cached_tokens'], usage['cache_read_input_tokens'])
  const written = firstCount(
    parts['cache_write_tokens'],
    parts['cache_creation_tokens'],
    usage['cache_creation_input_tokens'],
  )
  // Older LiteLLM left cached tokens out of the prompt.
  const isWhole = mayContain(whole, read + written)
  return partOf({
    prompt: isWhole ? countOf(whole) : countOf(whole) + read + written,
    read,
    written,
    write1h: countOf(byLifetime?.['ephemeral_1h_input_tokens']),
    output: countOf(usage['completion_tokens'] ?? usage['output_tokens']),
  })
}
