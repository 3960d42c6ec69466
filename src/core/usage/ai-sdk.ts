import type { UsageDialect } from '../usage-dialect.ts'
import { countOf, objectOf } from '../values.ts'
import { messages } from './messages.ts'
import { firstCount, partOf } from './split.ts'

/**
 * The AI SDK. From v6 on `inputTokens` is the whole prompt, with `inputTokenDetails`; in v5 it leaves out what was
 * cached, and `cachedInputTokens` is what was read. The provider's own usage, where it is kept, knows lifetimes too.
 * `ai` 7.0.173 and 5.0.x, type `LanguageModelUsage`.
 */
export const aiSdk: UsageDialect = (usage) => {
  const isNew = 'inputTokenDetails' in usage
  if (!('inputTokens' in usage) || !(isNew || 'cachedInputTokens' in usage)) return undefined
  const raw = objectOf(usage['raw'])
  const own = raw && messages(raw)
  if (own) return own
  const output = countOf(usage['outputTokens'])
  const input = countOf(usage['inputTokens'])
  const parts = objectOf(usage['inputTokenDetails'])
  const read = firstCount(parts?.['cacheReadTokens'], usage['cachedInputTokens'])
  const written = countOf(parts?.['cacheWriteTokens'])
  return partOf({ prompt: isNew ? input : input + read, read, written, output })
}
