import {
  type JsonObject,
  countOf,
  isObject,
  listOf,
  momentOf,
  objectOf,
  textOf,
  unquoted,
} from '../values.ts'
import type { LogReader } from '../log-reader.ts'
import type { Exchange } from '../prompt.ts'
import { promptOf } from '../otel.ts'
import { Prefixes } from '../prefix.ts'
import { parseUsage } from '../usage.ts'

/**
 * Spans of generative AI as OTLP JSON: from a collector's file exporter, or the debug log that VS Code's chat exports.
 * Also Claude Code's own events. opentelemetry.io, "GenAI spans" and "OTLP file exporter", 2026;
 * microsoft/vscode-copilot-chat, docs/monitoring; code.claude.com, "Monitoring usage", 2026.
 */
export const otel: LogReader = {
  id: 'otel',
  name: 'OpenTelemetry export (OTLP)',
  recognise(value) {
    const record = objectOf(value)
    if (!record || !Array.isArray(record['attributes'])) return false
    return 'startTimeUnixNano' in record || 'timeUnixNano' in record
  },
  async *read(records) {
    const prefixes = new Prefixes()
    const exchanges: Exchange[] = []
    for await (const { value } of records) {
      const exchange = toExchange(objectOf(value) ?? {}, prefixes)
      if (exchange) exchanges.push(exchange)
    }
    // Spans are exported when they end.
    yield* exchanges.sort((a, b) => a.startedAt - b.startedAt)
  },
}

function toExchange(record: JsonObject, prefixes: Prefixes): Exchange | undefined {
  const attributes = attributesOf(record['attributes'])
  const isCall = calls.has(textOf(attributes['gen_ai.operation.name']) ?? 'chat')
  const startedAt = momentOf(record['startTimeUnixNano'] ?? record['timeUnixNano'])
  const usage = isCall ? (eventUsage(attributes) ?? parseUsage(attributes)) : undefined
  const named = ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'model']
  const model = textOf(named.map((key) => attributes[key]).find((each) => each !== undefined))
  if (!usage || startedAt === undefined || model === undefined || !/claude/i.test(model))
    return undefined
  const first = Number(attributes['copilot_chat.time_to_first_token'])
  const prompt = promptOf(attributes, model)
  const lane = laneOf(attributes) ?? textOf(record['traceId'])
  const session = textOf(attributes['session.id'] ?? attributes['gen_ai.conversation.id'])
  const id = textOf(attributes['gen_ai.response.id'])
  return {
    startedAt,
    usage,
    model,
    ...(first > 0 && { respondedAt: startedAt + first }),
    ...(prompt && { prompt: prefixes.share(prompt) }),
    ...(lane !== undefined && !prompt && { lane }),
    ...(session !== undefined && { session }),
    ...(id !== undefined && { id }),
  }
}

/** Operations that are one call of a model; an agent's span sums up those within it. */
const calls: ReadonlySet<string> = new Set(['chat', 'generate_content', 'text_completion', 'LLM'])

/** Claude Code's `api_request` events, in words of their own. */
function eventUsage(attributes: JsonObject) {
  if (!('cache_read_tokens' in attributes)) return undefined
  return parseUsage({
    input_tokens: countOf(Number(attributes['input_tokens'])),
    output_tokens: countOf(Number(attributes['output_tokens'])),
    cache_read_input_tokens: countOf(Number(attributes['cache_read_tokens'])),
    cache_creation_input_tokens: countOf(Number(attributes['cache_creation_tokens'])),
  })
}

function laneOf(attributes: JsonObject): string | undefined {
  const session = textOf(
    attributes['copilot_chat.chat_session_id'] ??
      attributes['gen_ai.conversation.id'] ??
      attributes['session.id'],
  )
  const agent = textOf(attributes['gen_ai.agent.name'])
  return session === undefined ? agent : [agent, session].filter(Boolean).join(' ')
}

/** Attributes by name. OTLP wraps values in their type and writes whole numbers as text. */
function attributesOf(list: unknown): JsonObject {
  const entries = listOf(list).flatMap((each): [string, unknown][] => {
    const { key, value } = objectOf(each) ?? {}
    return typeof key === 'string' ? [[key, valueOf(value)]] : []
  })
  return Object.fromEntries(entries)
}

function valueOf(value: unknown): unknown {
  if (!isObject(value)) return value
  const { stringValue, intValue, doubleValue, boolValue, arrayValue } = value
  if (stringValue !== undefined) return stringValue
  if (intValue !== undefined) return unquoted(intValue)
  if (doubleValue !== undefined) return doubleValue
  if (boolValue !== undefined) return boolValue
  return listOf(objectOf(arrayValue)?.['values']).map(valueOf)
}
