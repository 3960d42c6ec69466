import type { LogReader } from '../log-reader.ts'
import { toExchange } from '../exchange.ts'
import { Prefixes } from '../prefix.ts'
import { type JsonObject, isObject, objectOf, textOf, timeOf, unquoted } from '../values.ts'

/**
 * Langfuse: observations of the type GENERATION, from its API or an export, alone or within their traces.
 * langfuse.com, "Query data via API" and "Token & cost tracking", 2026.
 */
export const langfuse: LogReader = {
  id: 'langfuse',
  name: 'Langfuse export',
  recognise(value) {
    const record = objectOf(value)
    return record !== undefined && ('traceId' in record || 'trace_id' in record) && isOurs(record)
  },
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const record = objectOf(value)
      const model = textOf(record?.['model'] ?? record?.['providedModelName'])
      if (!record || record['type'] !== 'GENERATION' || !model?.includes('claude')) continue
      const exchange = toExchange(lineOf(record, model), prefixes)?.exchange
      const lane = textOf(record['sessionId'] ?? record['traceId'] ?? record['trace_id'])
      if (exchange) yield lane === undefined || exchange.prompt ? exchange : { ...exchange, lane }
    }
  },
}

function isOurs(record: JsonObject): boolean {
  return 'type' in record && ('startTime' in record || 'start_time' in record)
}

function lineOf(record: JsonObject, model: string): JsonObject {
  const input = unquoted(record['input'])
  const body = isObject(input) ? input : { messages: input }
  const begun = timeOf(record['completionStartTime'] ?? record['completion_start_time'])
  const request = Array.isArray(body['messages']) ? { model, ...body } : undefined
  return {
    startedAt: timeOf(record['startTime'] ?? record['start_time']),
    ...(begun !== undefined && { respondedAt: new Date(begun).toISOString() }),
    request,
    response: {
      id: record['id'],
      model,
      usage: unquoted(record['usageDetails'] ?? record['usage_details'] ?? record['usage']),
    },
  }
}
