import type { UsageDialect } from '../usage-dialect.ts'
import { countOf, listOf, objectOf } from '../values.ts'

/**
 * Bedrock's Converse: `inputTokens` leaves out what was cached; `cacheDetails` has what was written by lifetime.
 * docs.aws.amazon.com, "TokenUsage", 2026.
 */
export const converse: UsageDialect = (usage) => {
  if (!('inputTokens' in usage)) return undefined
  const written = countOf(usage['cacheWriteInputTokens'] ?? usage['cacheWriteInputTokenCount'])
  const hour = listOf(usage['cacheDetails']).find((each) => objectOf(each)?.['ttl'] === '1h')
  const write1h = Math.min(written, countOf(objectOf(hour)?.['inputTokens']))
  return {
    read: countOf(usage['cacheReadInputTokens'] ?? usage['cacheReadInputTokenCount']),
    write1h,
    write5m: written - write1h,
    input: countOf(usage['inputTokens']),
    output: countOf(usage['outputTokens']),
  }
}
