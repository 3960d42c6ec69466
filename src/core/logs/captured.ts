import type { LogReader } from '../logs.ts'
import type { Exchange } from '../prompt.ts'
import { parseRequest } from '../request.ts'
import { parseUsage } from '../usage.ts'
import { countOf, objectOf, textOf, timeOf } from '../values.ts'

/** Our own capture format: one exchange a line, request and answer together. */
export const captured: LogReader = {
  id: 'captured',
  name: 'captured log',
  recognise(value) {
    const line = objectOf(value)
    return line !== undefined && 'startedAt' in line && ('request' in line || 'response' in line)
  },
  async *read(lines) {
    for await (const { value } of lines) {
      const exchange = toExchange(value)
      if (exchange) yield exchange
    }
  },
}

function toExchange(value: unknown): Exchange | undefined {
  const line = objectOf(value)
  const startedAt = timeOf(line?.['startedAt'])
  if (!line || startedAt === undefined) return undefined
  const response = objectOf(line['response'])
  const request = objectOf(line['request'])
  const usage = parseUsage(response?.['usage'])
  const parsed = request && parseRequest(request)
  const prompt = parsed && parsed.prompt.blocks.length > 0 ? parsed.prompt : undefined
  if (!usage && !prompt) return undefined
  const duration = countOf(line['durationMs'])
  const model = textOf(request?.['model']) ?? textOf(response?.['model'])
  const id = textOf(response?.['id'])
  return {
    startedAt,
    ...(duration > 0 && { respondedAt: startedAt + duration }),
    ...(prompt && { prompt }),
    ...(usage && { usage }),
    ...(model !== undefined && { model }),
    ...(id !== undefined && { id }),
  }
}
