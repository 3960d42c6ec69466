import type { Dialect } from '../dialect.ts'
import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Path } from '../prompt.ts'
import { Building } from './building.ts'

/**
 * Calls of the AI SDK: marks are `providerOptions.anthropic.cacheControl` on a part, on a message (for its last part),
 * on a tool, or on the call (automatic caching). `@ai-sdk/anthropic` 4.0.105; thinking is never marked.
 */
export const aiSdk: Dialect = {
  id: 'ai-sdk',
  recognises: (body) => {
    if ('providerOptions' in body) return true
    return [...listOf(body['messages']), ...listOf(body['tools']), ...listOf(body['prompt'])].some(
      (each) =>
        isObject(each) &&
        ('providerOptions' in each ||
          each['role'] === 'tool' ||
          listOf(each['content']).some(isPart)) &&
        !('tool_call_id' in each),
    )
  },
  convert: (body) => {
    const to = new Building()
    const model = isObject(body['model']) ? body['model']['modelId'] : body['model']
    to.parameter('model', model, ['model'])
    const options = anthropicOptions(body)
    to.parameter('cache_control', options['cacheControl'], controlPath([]))
    to.parameter('thinking', options['thinking'], ['providerOptions', 'anthropic', 'thinking'])
    tools(to, body['tools'])
    const { system, prompt } = body
    if (typeof system === 'string') to.system({ type: 'text', text: system }, ['system'])
    else if (isObject(system)) addMessage(to, { role: 'system', ...system }, ['system'])
    listOf(system).forEach((message, i) => {
      if (isObject(message)) addMessage(to, { role: 'system', ...message }, ['system', i])
    })
    if (typeof prompt === 'string') addMessage(to, { role: 'user', content: prompt }, ['prompt'])
    const key = 'messages' in body ? 'messages' : 'prompt'
    listOf(body[key]).forEach((message, i) => {
      if (isObject(message)) addMessage(to, message, [key, i])
    })
    return to.done()
  },
}

function tools(to: Building, value: unknown): void {
  const entries: (readonly [unknown, Path])[] = isObject(value)
    ? Object.entries(value).map(([name, tool]) => [
        isObject(tool) ? { name, ...tool } : tool,
        ['tools', name],
      ])
    : listOf(value).map((tool, i) => [tool, ['tools', i]])
  for (const [tool, path] of entries) {
    if (!isObject(tool)) continue
    const { name, description, inputSchema, parameters } = tool
    to.tool({ name, description, input_schema: inputSchema ?? parameters }, path)
    mark(to, tool, path)
  }
}

function addMessage(to: Building, message: JsonObject, path: Path): void {
  const { role, content } = message
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content)
  const at = (j: number): Path => (typeof content === 'string' ? path : [...path, 'content', j])
  if (role !== 'system') to.message(role === 'assistant' ? 'assistant' : 'user', path)
  parts.forEach((part, j) => {
    if (!isObject(part)) return
    const block = blockOf(part)
    if (role === 'system') to.system(block, at(j))
    else to.block(block, at(j))
    const isLast = j === parts.length - 1
    if (!mark(to, part, at(j)) && isLast) mark(to, message, path)
  })
}

function mark(to: Building, value: JsonObject, path: Path): boolean {
  const control = anthropicOptions(value)['cacheControl']
  if (control === undefined || value['type'] === 'reasoning') return false
  to.mark(control, controlPath(path))
  return true
}

function blockOf(part: JsonObject): Record<string, unknown> {
  const { type, text, toolCallId, toolName, input, args, output, result } = part
  if (type === 'text') return { type, text }
  if (type === 'reasoning') return { type: 'thinking', thinking: text }
  if (type === 'tool-call')
    return { type: 'tool_use', id: toolCallId, name: toolName, input: input ?? args }
  if (type === 'tool-result') {
    const value = isObject(output) ? output['value'] : result
    const content = typeof value === 'string' ? value : JSON.stringify(value)
    return { type: 'tool_result', tool_use_id: toolCallId, content }
  }
  const media = part['image'] ?? part['data']
  const isImage = type === 'image' || String(part['mediaType']).startsWith('image/')
  return { type: isImage ? 'image' : 'document', source: { type: 'base64', data: media } }
}

function anthropicOptions(value: JsonObject): JsonObject {
  const options = isObject(value['providerOptions'])
    ? value['providerOptions']['anthropic']
    : undefined
  return isObject(options) ? options : {}
}

const controlPath = (path: Path): Path => [...path, 'providerOptions', 'anthropic', 'cacheControl']

const isPart = (part: unknown): boolean =>
  isObject(part) && /^(tool-call|tool-result|reasoning)$/.test(String(part['type']))
