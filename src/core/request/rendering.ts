import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Model } from '../models.ts'
import { type Placed, typeOf } from './blocks.ts'

/**
 * The blocks that the API renders, of those that were sent. Left out: deferred tools (they come back as references in
 * the history), everything before the last compaction, system messages whose `clear_at` has come, and the thinking of
 * earlier turns on models that do not keep it. Sources: "Tool search", "Compaction", "Mid-conversation system
 * messages", "Extended thinking" (platform.claude.com, August 2026). Recordings show the last: reads fell on 42 of 67
 * such turns of Sonnet 4.5, and on 55 of 574 of Opus 4.5, which keeps thinking.
 */
export function rendered(placed: readonly Placed[], body: JsonObject, model?: Model): Placed[] {
  const compactedTo = placed.findLastIndex((each) => typeOf(each.value) === 'compaction')
  const newestTurn = messageOfLast(placed, (each) => each.role === 'user' && !isToolResult(each))
  const strippedTo = thinkingStrippedTo(placed, body, model, newestTurn)
  return placed.filter((each, i) => {
    const { section, value, role, message = -1 } = each
    if (section === 'tools') return !(isObject(value) && value['defer_loading'] === true)
    if (section === 'system') return true
    if (i < compactedTo) return false
    if (role === 'system' && isObject(value) && clearsAt(body, message)) return message > newestTurn
    return !(isThinking(each) && message < strippedTo)
  })
}

/** The message before which thinking is dropped. */
function thinkingStrippedTo(
  placed: readonly Placed[],
  body: JsonObject,
  model: Model | undefined,
  newestTurn: number,
): number {
  const keep = keptTurns(body)
  if (keep === 'all') return -1
  if (keep === undefined) return model?.keepsThinking === false ? newestTurn : -1
  const turns = new Set<number>()
  for (const each of placed) if (isThinking(each)) turns.add(each.message ?? -1)
  return [...turns].at(-keep) ?? -1
}

/** How many thinking turns `clear_thinking` keeps. "Context editing", platform.claude.com, August 2026. */
function keptTurns(body: JsonObject): number | 'all' | undefined {
  const management = body['context_management']
  const edits = isObject(management) ? listOf(management['edits']) : []
  const edit = edits.find(
    (each) => isObject(each) && String(each['type']).startsWith('clear_thinking'),
  )
  if (!isObject(edit)) return undefined
  const keep = edit['keep']
  if (keep === 'all') return 'all'
  return isObject(keep) && typeof keep['value'] === 'number' ? keep['value'] : 1
}

function clearsAt(body: JsonObject, message: number): boolean {
  const sent = listOf(body['messages'])[message]
  return isObject(sent) && sent['clear_at'] !== undefined
}

function messageOfLast(placed: readonly Placed[], test: (each: Placed) => boolean): number {
  return placed.findLast((each) => each.section === 'messages' && test(each))?.message ?? -1
}

const isToolResult = (each: Placed): boolean => typeOf(each.value) === 'tool_result'

const isThinking = (each: Placed): boolean =>
  each.section === 'messages' && /^(redacted_)?thinking$/.test(typeOf(each.value))
