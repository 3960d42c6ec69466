import type { Dialect } from '../dialect.ts'
import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Path } from '../prompt.ts'
import { Building } from './building.ts'

/** Chat Completions bodies of gateways that pass `cache_control` on (OpenRouter, LiteLLM; their docs, 2026). */
export const openai: Dialect = {
  id: 'openai',
  recognises: (body) =>
    listOf(body['tools']).some((tool) => isObject(tool) && isObject(tool['function'])) ||
    listOf(body['messages']).some(
      (message, i) =>
        isObject(message) &&
        ('tool_calls' in message ||
          message['role'] === 'tool' ||
          message['role'] === 'developer' ||
          (message['role'] === 'system' && i === 0 && !('system' in body))),
    ),
  convert: (body) => {
    const to = new Building()
    to.parameter('model', body['model'], ['model'])
    to.parameter('cache_control', body['cache_control'], ['cache_control'])
    to.parameter('thinking', body['thinking'], ['thinking'])
    to.parameter('tool_choice', choiceOf(body['tool_choice']), ['tool_choice'])
    listOf(body['tools']).forEach((tool, i) => {
      if (!isObject(tool) || !isObject(tool['function'])) return
      const { name, description, parameters } = tool['function']
      to.tool({ name, description, input_schema: parameters }, ['tools', i])
      const control = tool['cache_control'] ?? tool['function']['cache_control']
      if (control !== undefined) to.mark(control, ['tools', i, 'cache_control'])
    })
    listOf(body['messages']).forEach((message, i) => {
      if (isObject(message)) addMessage(to, message, ['messages', i])
    })
    return to.done()
  },
}

function addMessage(to: Building, message: JsonObject, path: Path): void {
  const { role, content } = message
  const isSystem = role === 'system' || role === 'developer'
  if (!isSystem) to.message(role === 'assistant' ? 'assistant' : 'user', path)
  if (role === 'tool') {
    to.block({ type: 'tool_result', tool_use_id: message['tool_call_id'], content }, path)
  } else {
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content)
    parts.forEach((part, j) => {
      if (!isObject(part)) return
      const at = typeof content === 'string' ? path : [...path, 'content', j]
      const { cache_control: control, ...rest } = part
      if (isSystem) to.system(blockOf(rest), at)
      else to.block(blockOf(rest), at)
      if (control !== undefined) to.mark(control, [...at, 'cache_control'])
    })
  }
  listOf(message['tool_calls']).forEach((call, j) => {
    if (!isObject(call) || !isObject(call['function'])) return
    const { name, arguments: input } = call['function']
    to.block({ type: 'tool_use', id: call['id'], name, input }, [...path, 'tool_calls', j])
  })
  if (message['cache_control'] !== undefined) {
    to.mark(message['cache_control'], [...path, 'cache_control'])
  }
}

function blockOf(part: JsonObject): Record<string, unknown> {
  if (part['type'] !== 'image_url') return { ...part }
  return { type: 'image', source: part['image_url'] }
}

function choiceOf(choice: unknown): unknown {
  if (choice === 'required') return { type: 'any' }
  if (typeof choice === 'string') return { type: choice }
  const named = isObject(choice) && isObject(choice['function']) ? choice['function'] : undefined
  return named ? { type: 'tool', name: named['name'] } : choice
}
