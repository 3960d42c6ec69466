import type { UsageDialect } from '../usage-dialect.ts'
import { countOf } from '../values.ts'
import { firstCount, partOf } from './split.ts'

/**
 * Langfuse's `usageDetails`: kinds of tokens by name. Its kinds are meant to be apart from each other, but some
 * integrations put the whole prompt into `input`; the `total` tells which.
 * langfuse.com, "Token & cost tracking", 2026; langfuse issue 12306.
 */
export const details: UsageDialect = (usage) => {
  const isKnown = 'input' in usage && ('total' in usage || names.some((name) => name in usage))
  if (!isKnown) return undefined
  const input = countOf(usage['input'])
  const output = countOf(usage['output'])
  const read = firstCount(...readNames.map((name) => usage[name]))
  const write5m = countOf(usage['input_cache_creation_5m'])
  const write1h = countOf(usage['input_cache_creation_1h'])
  const written = firstCount(...writeNames.map((name) => usage[name])) || write5m + write1h
  const total = countOf(usage['total'])
  const isWhole = read + written > 0 && total === input + output && input >= read + written
  return partOf({
    prompt: isWhole ? input : input + read + written,
    read,
    written,
    write1h,
    output,
  })
}

const readNames = ['cache_read_input_tokens', 'input_cache_read', 'input_cached_tokens']
const writeNames = ['cache_creation_input_tokens', 'input_cache_creation']
const names = [...readNames, ...writeNames, 'input_cache_creation_5m', 'input_cache_creation_1h']
