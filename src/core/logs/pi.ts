import type { LogReader } from '../log-reader.ts'
import { type Exchange, promptTokens } from '../prompt.ts'
import { parseUsage } from '../usage.ts'
import { momentOf, objectOf, textOf } from '../values.ts'

/**
 * Sessions of the pi coding agent: a `session` line, then messages; an answer carries its usage in pi's own words.
 * Requests to other providers are left out.
 * https://github.com/badlogic/pi-mono
 */
export const pi: LogReader = {
  id: 'pi',
  name: 'pi session',
  recognise(value) {
    const line = objectOf(value)
    return line?.['type'] === 'session' && 'cwd' in line && 'id' in line
  },
  async *read(records) {
    let about: Pick<Exchange, 'session' | 'project'> = {}
    let isCompacted = false
    for await (const { value } of records) {
      const line = objectOf(value)
      if (line?.['type'] === 'session') about = aboutOf(line['id'], line['cwd'])
      if (line?.['type'] === 'compaction') isCompacted = true
      const exchange = toExchange(value)
      if (!exchange) continue
      yield { ...exchange, ...about, ...(isCompacted && { compacted: true as const }) }
      isCompacted = false
    }
  },
}

function aboutOf(id: unknown, cwd: unknown): Pick<Exchange, 'session' | 'project'> {
  const session = textOf(id)
  const project = textOf(cwd)
  return {
    ...(session !== undefined && { session }),
    ...(project !== undefined && { project }),
  }
}

function toExchange(value: unknown): Exchange | undefined {
  const line = objectOf(value)
  const message = objectOf(line?.['message'])
  const usage = parseUsage(message?.['usage'])
  const startedAt = momentOf(line?.['timestamp'])
  const isClaude = message?.['provider'] === 'anthropic'
  if (!isClaude || !usage || startedAt === undefined) return undefined
  // An answer that was stopped before it began has a usage of nothing.
  if (promptTokens(usage) === 0) return undefined
  const model = textOf(message['model'])
  return { startedAt, usage, lane: 'main agent', ...(model !== undefined && { model }) }
}
