import { findBoundaries } from '../boundaries.ts'
import type { SourceOptions } from '../source.ts'

/** Whether source code is about prompts or their caches; saves parsing all other code. */
export function mayConcernCaches(text: string, options: SourceOptions): boolean {
  return words.test(text) || findBoundaries(text, options).length > 0
}

const words =
  /cache_control|cacheControl|cachePoint|\.messages\.(?:create|stream|parse)\b|\b(?:generate|stream)(?:Text|Object)\b|\bConverse(?:Stream)?Command\b|\.converse(?:_stream)?\b|\ba?completion\(|\bcompletions\.create\b|ToolLoopAgent|MessageCreateParams|cache_?read|cacheRead|cachedInputTokens|cached_tokens/i
