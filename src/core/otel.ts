import type { Prompt } from './prompt.ts'
import { parseRequest } from './request.ts'
import { type JsonObject, isObject, listOf, objectOf, unquoted } from './values.ts'

/**
 * The prompt that a span's attributes hold (`gen_ai.tool.definitions`, `gen_ai.system_instructions`,
 * `gen_ai.input.messages`). Breakpoints are not among them, and long values may be cut off; then there is none.
 * opentelemetry.io, "GenAI spans", 2026.
 */
export function promptOf(attributes: JsonObject, model: string): Prompt | undefined {
  const messages = listOf(unquoted(attributes['gen_ai.input.messages']))
  if (messages.length === 0) return undefined
  const tools = listOf(unquoted(attributes['gen_ai.tool.definitions']))
  const system = listOf(unquoted(attributes['gen_ai.system_instructions']))
  const body = {
    model,
    tools: tools.flatMap((each) => (isObject(each) ? toTool(each) : [])),
    system: system.flatMap(toBlocks),
    messages: messages.flatMap((each) => {
      const { role, parts } = objectOf(each) ?? {}
      const content = listOf(parts).flatMap(toBlocks)
      return content.length > 0 ? [{ role: role === 'assistant' ? role : 'user', content }] : []
    }),
  }
  const { prompt } = parseRequest(body)
  if (prompt.blocks.length === 0) return undefined
  const { refusal: _refusal, ...rest } = prompt
  return rest
}

function toTool(tool: JsonObject): JsonObject[] {
  const of = objectOf(tool['function']) ?? tool
  const { name, description, parameters } = of
  return [
    { name, description, input_schema: of['input_schema'] ?? of['inputSchema'] ?? parameters },
  ]
}

function toBlocks(part: unknown): JsonObject[] {
  if (typeof part === 'string') return [{ type: 'text', text: part }]
  if (!isObject(part)) return []
  const { type, content, id, name } = part
  switch (type) {
    case 'text':
      return [{ type, text: content ?? part['text'] }]
    case 'reasoning':
      return [{ type: 'thinking', thinking: content }]
    case 'tool_call':
      return [{ type: 'tool_use', id, name, input: part['arguments'] }]
    case 'tool_call_response':
      return [{ type: 'tool_result', tool_use_id: id, content: part['response'] ?? part['result'] }]
    default:
      return []
  }
}
