import { toExchange } from '../exchange.ts'
import { answerIn } from '../http.ts'
import type { LogReader } from '../log-reader.ts'
import { Prefixes } from '../prefix.ts'
import { type JsonObject, objectOf, textOf, unquoted } from '../values.ts'

/**
 * Bedrock's model invocation logs, as they lie in S3 or come out of CloudWatch, for Converse and InvokeModel, streamed
 * or not. Their own token counts leave out what was cached.
 * docs.aws.amazon.com, "Monitor model invocation", 2026.
 */
export const bedrock: LogReader = {
  id: 'bedrock',
  name: 'Bedrock invocation log',
  recognise(value) {
    return invocationOf(value) !== undefined
  },
  async *read(records) {
    const prefixes = new Prefixes()
    for await (const { value } of records) {
      const log = invocationOf(value)
      const exchange = log && toExchange(lineOf(log), prefixes)?.exchange
      if (exchange) yield exchange
    }
  },
}

/** An invocation, which CloudWatch wraps into the text of a message. */
function invocationOf(value: unknown): JsonObject | undefined {
  const record = objectOf(value)
  const inner = record && '@message' in record ? record['@message'] : record?.['message']
  const log = typeof inner === 'string' ? objectOf(unquoted(inner)) : record
  return log?.['schemaType'] === 'ModelInvocationLog' ? log : undefined
}

function lineOf(log: JsonObject): JsonObject | undefined {
  if ('errorCode' in log) return undefined
  const input = objectOf(log['input']) ?? {}
  const output = objectOf(log['output']) ?? {}
  const answer = answerIn(output['outputBodyJson']) ?? {}
  const model = textOf(log['modelId']) ?? ''
  return {
    startedAt: log['timestamp'],
    url: `https://bedrock-runtime.amazonaws.com/model/${encodeURIComponent(model)}/`,
    request: objectOf(input['inputBodyJson']),
    workspace: log['accountId'],
    response: {
      id: answer['id'] ?? log['requestId'],
      model,
      stop_reason: answer['stop_reason'] ?? answer['stopReason'],
      usage: answer['usage'] ?? {
        inputTokens: input['inputTokenCount'],
        cacheReadInputTokens: input['cacheReadInputTokenCount'],
        cacheWriteInputTokens: input['cacheWriteInputTokenCount'],
        outputTokens: output['outputTokenCount'],
      },
    },
  }
}
