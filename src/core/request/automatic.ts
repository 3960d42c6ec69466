import { type JsonObject, isObject } from '../values.ts'
import { type Placed, neverMarked, ttlOf, typeOf } from './blocks.ts'

/**
 * The index of the block that automatic caching (a top-level `cache_control`) marks: the last eligible one. -1 when
 * there is none, or when it is marked already. "Automatic caching" in "Prompt caching", platform.claude.com,
 * 2026-08-22; recordings: tool results and container uploads are eligible (85 of 86).
 */
export function automaticTarget(body: JsonObject, placed: readonly Placed[]): number {
  if (!ttlOf(body['cache_control'])) return -1
  const at = placed.findLastIndex(isEligible)
  const value = placed[at]?.value
  return isObject(value) && ttlOf(value['cache_control']) ? -1 : at
}

/** Whether a block may carry a breakpoint. */
export function isEligible({ section, value }: Placed): boolean {
  const type = typeOf(value)
  if (neverMarked.has(type)) return false
  if (typeof value === 'string') return value !== ''
  if (!isObject(value)) return false
  if (section === 'tools') return value['defer_loading'] !== true
  return type !== 'text' || (value['text'] !== '' && value['text'] !== undefined)
}
