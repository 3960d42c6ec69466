import type { UsageDialect } from '../usage-dialect.ts'
import { countOf, objectOf } from '../values.ts'

/**
 * The Messages API: `input_tokens` leaves out what was read and written. Written tokens without a split by lifetime
 * were written for five minutes. `@anthropic-ai/sdk` 1.11.0, type `Usage`.
 */
export const messages: UsageDialect = (usage) => {
  // OpenAI's Responses API has the same word for all of the input, and this one for its parts.
  if (!('input_tokens' in usage) || 'input_tokens_details' in usage) return undefined
  const split = objectOf(usage['cache_creation'])
  const written = countOf(usage['cache_creation_input_tokens'])
  const write1h = countOf(split?.['ephemeral_1h_input_tokens'])
  return {
    read: countOf(usage['cache_read_input_tokens']),
    write1h,
    // Where server tools ran, the split covers the first sampling pass only.
    write5m: Math.max(countOf(split?.['ephemeral_5m_input_tokens']), written - write1h),
    input: countOf(usage['input_tokens']),
    output: countOf(usage['output_tokens']),
  }
}
