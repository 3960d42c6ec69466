import type { Dialect } from '../dialect.ts'
import { type JsonObject, isObject, listOf } from '../values.ts'
import type { Path } from '../prompt.ts'
import { Building } from './building.ts'

/** Bedrock's Converse: `cachePoint` is a block behind what it marks. docs.aws.amazon.com, "Prompt caching", 2026. */
export const converse: Dialect = {
  id: 'converse',
  recognises: (body) => {
    if ('toolConfig' in body || 'inferenceConfig' in body || 'modelId' in body) return true
    const [first] = listOf(body['messages'])
    const [block] = isObject(first) ? listOf(first['content']) : []
    return isObject(block) && !('type' in block) && ('text' in block || 'toolUse' in block)
  },
  convert: (body) => {
    const to = new Building()
    to.parameter('model', body['modelId'] ?? body['model'], ['modelId'])
    const config = isObject(body['toolConfig']) ? body['toolConfig'] : {}
    const each = (
      value: unknown,
      path: Path,
      put: (block: Record<string, unknown>, from: Path) => void,
    ): void => {
      if (!isObject(value)) return
      const point = value['cachePoint']
      if (isObject(point)) {
        to.mark(
          { type: 'ephemeral', ...(point['ttl'] !== undefined && { ttl: point['ttl'] }) },
          path,
        )
      } else put(blockOf(value), path)
    }
    listOf(config['tools']).forEach((tool, i) => {
      each(tool, ['toolConfig', 'tools', i], (block, from) => {
        to.tool(block, from)
      })
    })
    listOf(body['system']).forEach((value, i) => {
      each(value, ['system', i], (block, from) => {
        to.system(block, from)
      })
    })
    listOf(body['messages']).forEach((message, i) => {
      if (!isObject(message)) return
      to.message(String(message['role']), ['messages', i])
      listOf(message['content']).forEach((value, j) => {
        each(value, ['messages', i, 'content', j], (block, from) => {
          to.block(block, from)
        })
      })
    })
    const choice = config['toolChoice']
    if (isObject(choice))
      to.parameter('tool_choice', choiceOf(choice), ['toolConfig', 'toolChoice'])
    const more = body['additionalModelRequestFields']
    if (isObject(more)) {
      for (const name of Object.keys(more)) {
        to.parameter(name, more[name], ['additionalModelRequestFields', name])
      }
    }
    return to.done()
  },
}

function blockOf(value: JsonObject): Record<string, unknown> {
  const { text, toolUse, toolResult, toolSpec, reasoningContent } = value
  if (typeof text === 'string') return { type: 'text', text }
  if (isObject(toolSpec)) {
    const schema = isObject(toolSpec['inputSchema']) ? toolSpec['inputSchema']['json'] : {}
    return { name: toolSpec['name'], description: toolSpec['description'], input_schema: schema }
  }
  if (isObject(toolUse)) {
    return {
      type: 'tool_use',
      id: toolUse['toolUseId'],
      name: toolUse['name'],
      input: toolUse['input'],
    }
  }
  if (isObject(toolResult)) {
    const content = listOf(toolResult['content']).map((part) =>
      isObject(part) ? blockOf(part) : part,
    )
    const isError = toolResult['status'] === 'error' && { is_error: true }
    return { type: 'tool_result', tool_use_id: toolResult['toolUseId'], content, ...isError }
  }
  if (isObject(reasoningContent)) return { type: 'thinking', ...reasoningContent }
  const [type = 'unknown'] = Object.keys(value)
  const inner = value[type]
  return { type, ...(isObject(inner) ? inner : { value: inner }) }
}

function choiceOf(choice: JsonObject): JsonObject {
  const [type = 'auto'] = Object.keys(choice)
  const named = choice[type]
  return { type, ...(isObject(named) ? named : {}) }
}
