import type { UsageDialect } from '../usage-dialect.ts'
import { countOf } from '../values.ts'

/** The pi coding agent's words, of which none contains another. https://github.com/badlogic/pi-mono */
export const short: UsageDialect = (usage) => {
  if (!('input' in usage) || !('cacheRead' in usage || 'cacheWrite' in usage)) return undefined
  const written = countOf(usage['cacheWrite'])
  const write1h = Math.min(written, countOf(usage['cacheWrite1h']))
  return {
    read: countOf(usage['cacheRead']),
    write1h,
    write5m: written - write1h,
    input: countOf(usage['input']),
    output: countOf(usage['output']),
  }
}
