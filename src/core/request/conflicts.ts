import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Refusal } from '../refusal.ts'
import { ttlOf } from './blocks.ts'

/** Combinations that the API refuses: what a pre-warming request may not ask for, and marks on what is not a block. */
export function conflicts(body: JsonObject): Refusal[] {
  return [
    ...prewarm(body),
    ...clearedSystem(body),
    ...toolsetMembers(body),
    ...assistantMedia(body),
  ]
}

/** `max_tokens: 0` only fills the cache. "Pre-warming" in "Prompt caching", platform.claude.com, August 2026. */
function prewarm(body: JsonObject): Refusal[] {
  if (body['max_tokens'] !== 0) return []
  const choice = isObject(body['tool_choice']) ? body['tool_choice']['type'] : undefined
  const thinking = isObject(body['thinking']) ? body['thinking']['type'] : undefined
  const format = isObject(body['output_config']) ? body['output_config']['format'] : undefined
  const clashes: readonly (readonly [boolean, string, string])[] = [
    [body['stream'] === true, 'stream', 'streaming'],
    [thinking === 'enabled', 'thinking', 'thinking of type "enabled"'],
    [format !== undefined && format !== null, 'output_config', 'an output format'],
    [choice === 'any' || choice === 'tool', 'tool_choice', `tool_choice "${String(choice)}"`],
  ]
  return clashes
    .filter(([clashes]) => clashes)
    .map(([, name, what]) => ({
      code: 'prewarm-conflict',
      message: `max_tokens: 0 cannot be combined with ${what}. Leave it out of the pre-warming request.`,
      path: [name],
    }))
}

function clearedSystem(body: JsonObject): Refusal[] {
  return listOf(body['messages']).flatMap((message, i) => {
    if (!isObject(message) || message['clear_at'] === undefined) return []
    const marked = listOf(message['content']).findIndex(
      (block) => isObject(block) && ttlOf(block['cache_control']),
    )
    if (marked < 0) return []
    const text = `messages.${i}: a system message with clear_at cannot carry cache_control. Mark the message before it.`
    const path = ['messages', i, 'content', marked, 'cache_control']
    return [{ code: 'cleared-system', message: text, path }]
  })
}

function toolsetMembers(body: JsonObject): Refusal[] {
  return listOf(body['tools']).flatMap((tool, i) => {
    const configs = isObject(tool) ? tool['configs'] : undefined
    if (!isObject(configs)) return []
    return Object.entries(configs).flatMap(([name, config]) => {
      if (!isObject(config) || config['cache_control'] === undefined) return []
      const message = `tools.${i}.configs.${name}: a single member of a toolset cannot carry cache_control. Mark the toolset; the breakpoint lands behind all of it.`
      return [
        { code: 'toolset-member', message, path: ['tools', i, 'configs', name, 'cache_control'] },
      ]
    })
  })
}

/** API version 2026-10-21 and SDK 1.0.0 for documents; images were never allowed there. */
function assistantMedia(body: JsonObject): Refusal[] {
  return listOf(body['messages']).flatMap((message, i) => {
    if (!isObject(message) || message['role'] !== 'assistant') return []
    return listOf(message['content']).flatMap((block, j) => {
      const type = isObject(block) ? block['type'] : undefined
      if (type !== 'image' && type !== 'document') return []
      const text = `messages.${i}.content.${j}: a block of type "${type}" is not allowed in an assistant turn. Send it in a user turn.`
      return [{ code: 'assistant-media', message: text, path: ['messages', i, 'content', j] }]
    })
  })
}
