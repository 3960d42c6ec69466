// What a replay costs: npm run bench:replay. The cost must grow with what is new, not with the context.
// Best of three, each over blocks of its own: other work on the machine only ever adds.
import type { Exchange } from '../../src/core/prompt.ts'
import { simulate } from '../../src/core/simulate.ts'
import { countBlock } from '../../src/core/tokens.ts'
import { growing } from './growing.ts'

const newBlocks = 10

function usageOnly(iterations: number): Exchange[] {
  return Array.from({ length: iterations }, (_, i) => ({
    startedAt: i * 20_000,
    model: 'claude-opus-5',
    lane: `agent ${i % 4}`,
    usage: { read: 1000 * i, write5m: 1000, write1h: 0, input: 3, output: 100 },
  }))
}

/** The obvious way: every request's prefixes are digested from their beginning, and remembered. */
function naive(exchanges: readonly Exchange[]): number {
  const seen = new Set<string>()
  let found = 0
  for (const { prompt } of exchanges) {
    let key = ''
    for (const { content } of prompt?.blocks ?? []) {
      key = String(hash(key + content))
      if (seen.has(key)) found++
      seen.add(key)
    }
  }
  return found
}

function hash(text: string): number {
  let value = 0
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 31) + text.charCodeAt(i)) | 0
  return value
}

function time(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function report(what: string, milliseconds: number, limit?: number): void {
  const bar =
    limit === undefined ? '' : `  (at most ${limit} ms: ${milliseconds < limit ? 'yes' : 'NO'})`
  console.log(`${what.padEnd(58)} ${milliseconds.toFixed(0).padStart(7)} ms${bar}`)
}

const limits = [
  [1_000, 150],
  [10_000, 1_500],
] as const
simulate(growing(200, newBlocks), countBlock)
for (const [iterations, limit] of limits) {
  const before = heap()
  const made = [1, 2, 3].map(() => growing(iterations, newBlocks))
  const runs: unknown[] = []
  const times = made.map((exchanges) => time(() => runs.push(simulate(exchanges, countBlock))))
  report(`${iterations} iterations, ${newBlocks} new blocks each`, Math.min(...times), limit)
  const bytes = (heap() - before) / (iterations * newBlocks * runs.length)
  console.log(`  ${bytes.toFixed(0)} bytes a distinct block, run included`)
}
const usages = usageOnly(100_000)
const times = [1, 2, 3].map(() => time(() => simulate(usages, countBlock)))
report('100000 usage-only iterations', Math.min(...times), 300)
const small = growing(1_000, newBlocks)
report(
  'the naive way, 1000 iterations',
  time(() => naive(small)),
)
