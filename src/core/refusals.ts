import type { Path, Platform, Ttl } from './prompt.ts'
import type { Refusal } from './refusal.ts'
import { automaticTarget, isEligible } from './request/automatic.ts'
import {
  type Placed,
  neverMarked,
  placedBlocks,
  subBlocks,
  ttlOf,
  typeOf,
} from './request/blocks.ts'
import { conflicts } from './request/conflicts.ts'
import { misplacedSystem } from './request/system-messages.ts'
import { type JsonObject, isObject, listOf } from './values.ts'

/** Breakpoints that one request may carry, the automatic one included. "Prompt caching", 2026-08-22. */
export const maxBreakpoints = 4

interface Marked {
  readonly ttl: Ttl
  readonly path: Path
}

/**
 * Everything about caching for which the API would refuse a request, in the order in which a person would mend it.
 * Sources: "Prompt caching", "Tool use with prompt caching", "Mid-conversation system messages" and the release notes
 * (platform.claude.com, August 2026); field by field the types of `@anthropic-ai/sdk` 1.11.0.
 */
export function refusals(body: JsonObject, platform?: Platform): Refusal[] {
  const placed = placedBlocks(body)
  return [
    ...placed.flatMap(ineligible),
    ...malformed(body, placed),
    ...automatic(body, placed, platform),
    ...tooMany(body, placed),
    ...ttlOrder(body, placed),
    ...misplacedSystem(body),
    ...conflicts(body),
  ]
}

function ineligible(each: Placed): Refusal[] {
  const { value, path } = each
  if (!isObject(value)) return []
  const type = typeOf(value)
  const at = [...path, 'cache_control']
  const where = path.join('.')
  const found: Refusal[] = []
  const isMarked = value['cache_control'] !== undefined && value['cache_control'] !== null
  if (isMarked && neverMarked.has(type)) {
    const message = `${where}.${type}.cache_control: Extra inputs are not permitted. Mark the block before or after it.`
    found.push({ code: 'ineligible-block', message, path: at })
  } else if (isMarked && type === 'text' && !isEligible(each)) {
    const message = `${where}.text: cache_control cannot be set for empty text blocks. Remove the block or its cache_control.`
    found.push({ code: 'empty-text', message, path: at })
  } else if (isMarked && value['defer_loading'] === true) {
    const message = `${where}: a tool with defer_loading cannot carry cache_control, as it is not in the prefix. Mark the last tool that is loaded.`
    found.push({ code: 'deferred-tool', message, path: at })
  }
  const parts = subBlocks(value)
  const inner = type === 'document' ? ['source', 'content'] : ['content']
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1
    if (isLast || !isObject(part) || !ttlOf(part['cache_control'])) return
    const message = `${where}: cache_control is allowed on the last block inside a ${type} only, where it counts for the whole. Move it to the ${type}.`
    found.push({ code: 'sub-block', message, path: [...path, ...inner, i, 'cache_control'] })
  })
  return found
}

function malformed(body: JsonObject, placed: readonly Placed[]): Refusal[] {
  const check = (control: unknown, path: Path): Refusal[] => {
    if (control === undefined || control === null) return []
    const type = isObject(control) ? control['type'] : undefined
    const ttl = isObject(control) ? (control['ttl'] ?? '5m') : undefined
    if (type === 'ephemeral' && (ttl === '5m' || ttl === '1h')) return []
    const message = `${path.join('.')}: expected {"type": "ephemeral"}, with "ttl": "5m" or "1h" or none.`
    return [{ code: 'malformed-breakpoint', message, path }]
  }
  return [
    ...check(body['cache_control'], ['cache_control']),
    ...placed.flatMap(({ value, path }) =>
      isObject(value) ? check(value['cache_control'], [...path, 'cache_control']) : [],
    ),
  ]
}

function automatic(body: JsonObject, placed: readonly Placed[], platform?: Platform): Refusal[] {
  const ttl = ttlOf(body['cache_control'])
  if (!ttl) return []
  const path = ['cache_control']
  if (platform === 'bedrock') {
    const message =
      'cache_control: automatic caching is not available on Amazon Bedrock. Mark blocks instead.'
    return [{ code: 'automatic-unavailable', message, path }]
  }
  const last = placed.findLast(isEligible)
  const own = isObject(last?.value) ? ttlOf(last.value['cache_control']) : undefined
  if (!own || own === ttl) return []
  const message = `cache_control: the last block is marked with a ttl of ${own} already, automatic caching asks for ${ttl}. Use one ttl for both.`
  return [{ code: 'automatic-ttl', message, path }]
}

function tooMany(body: JsonObject, placed: readonly Placed[]): Refusal[] {
  const marks = marksOf(body, placed)
  const explicit = marks.filter((mark) => mark.path.length > 1).length
  // Four explicit ones and automatic caching are refused even where its block is marked: not settled by the page.
  const count = explicit + (ttlOf(body['cache_control']) ? 1 : 0)
  const isOver = explicit > maxBreakpoints || (explicit === maxBreakpoints && count > explicit)
  if (!isOver) return []
  const message = `A maximum of ${maxBreakpoints} blocks with cache_control may be provided. Found ${count}. Remove ${count - maxBreakpoints}.`
  return [
    {
      code: 'too-many-breakpoints',
      message,
      path: marks[maxBreakpoints]?.path ?? ['cache_control'],
    },
  ]
}

function ttlOrder(body: JsonObject, placed: readonly Placed[]): Refusal[] {
  const marks = marksOf(body, placed)
  const firstShort = marks.findIndex((mark) => mark.ttl === '5m')
  const late = marks.find((mark, i) => mark.ttl === '1h' && firstShort >= 0 && i > firstShort)
  if (!late) return []
  const message = `${late.path.join('.')}: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Use 1h for the earlier ones as well.`
  return [{ code: 'ttl-order', message, path: late.path }]
}

/** Every breakpoint in render order, the automatic one at its block. */
function marksOf(body: JsonObject, placed: readonly Placed[]): Marked[] {
  const target = automaticTarget(body, placed)
  return placed.flatMap(({ value, path }, i): Marked[] => {
    if (i === target)
      return [{ ttl: ttlOf(body['cache_control']) ?? '5m', path: ['cache_control'] }]
    if (!isObject(value)) return []
    const own = ttlOf(value['cache_control'])
    const inner = listOf(subBlocks(value)).at(-1)
    const ttl = own ?? (isObject(inner) ? ttlOf(inner['cache_control']) : undefined)
    return ttl ? [{ ttl, path: [...path, 'cache_control'] }] : []
  })
}
