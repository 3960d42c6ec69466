import type { LogReader } from '../logs.ts'
import type { Exchange } from '../prompt.ts'
import { parseUsage } from '../usage.ts'
import { type JsonObject, objectOf, textOf, timeOf } from '../values.ts'

/**
 * Claude Code's session transcripts. One answer stands as several lines, one a content block, each with the usage so
 * far: the first line has the time, the last one the usage. System prompt and tools are not in them.
 * https://code.claude.com/docs, "sessions", August 2026.
 */
export const claudeCode: LogReader = {
  id: 'claude-code',
  name: 'Claude Code transcript',
  recognise(value) {
    const line = objectOf(value)
    return line !== undefined && 'sessionId' in line && 'uuid' in line && 'type' in line
  },
  async *read(lines) {
    const answers = new Map<string, Exchange>()
    for await (const { value } of lines) {
      const answer = toAnswer(value)
      if (!answer) continue
      const known = answers.get(answer.key)
      answers.set(answer.key, known ? continued(known, answer.exchange) : answer.exchange)
    }
    yield* [...answers.values()].sort((a, b) => a.startedAt - b.startedAt)
  },
}

function toAnswer(value: unknown): { key: string; exchange: Exchange } | undefined {
  const line = objectOf(value)
  const message = objectOf(line?.['message'])
  if (line?.['type'] !== 'assistant' || !message) return undefined
  const usage = parseUsage(message['usage'])
  const startedAt = timeOf(line['timestamp'])
  const model = textOf(message['model'])
  // Errors are written as answers of a model that does not exist.
  if (!usage || startedAt === undefined || model === '<synthetic>') return undefined
  const id = textOf(message['id']) ?? textOf(line['uuid']) ?? ''
  return {
    key: `${id} ${textOf(line['requestId']) ?? ''}`,
    exchange: { startedAt, usage, id, lane: laneOf(line), ...(model !== undefined && { model }) },
  }
}

function laneOf(line: JsonObject): string {
  const agent = textOf(line['agentId'])
  if (agent !== undefined) return `sub-agent ${agent}`
  return line['isSidechain'] === true ? 'sub-agent' : 'main agent'
}

/** Lines of one answer repeat its usage; only the output grows. */
function continued(first: Exchange, later: Exchange): Exchange {
  const isLonger = (later.usage?.output ?? 0) >= (first.usage?.output ?? 0)
  return isLonger && later.usage ? { ...first, usage: later.usage } : first
}
