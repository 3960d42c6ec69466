import type { LogReader } from '../logs.ts'
import { promptTokens } from '../prompt.ts'
import type { Exchange } from '../prompt.ts'
import { countOf, objectOf, textOf, timeOf } from '../values.ts'

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
  async *read(lines) {
    for await (const { value } of lines) {
      const exchange = toExchange(value)
      if (exchange) yield exchange
    }
  },
}

function toExchange(value: unknown): Exchange | undefined {
  const line = objectOf(value)
  const message = objectOf(line?.['message'])
  const counts = objectOf(message?.['usage'])
  const startedAt = timeOf(line?.['timestamp'])
  const isClaude = message?.['provider'] === 'anthropic'
  if (!isClaude || !counts || startedAt === undefined) return undefined
  const usage = {
    read: countOf(counts['cacheRead']),
    write5m: countOf(counts['cacheWrite']),
    write1h: 0,
    input: countOf(counts['input']),
    output: countOf(counts['output']),
  }
  // An answer that was stopped before it began has a usage of nothing.
  if (promptTokens(usage) === 0) return undefined
  const model = textOf(message['model'])
  return { startedAt, usage, lane: 'main agent', ...(model !== undefined && { model }) }
}
