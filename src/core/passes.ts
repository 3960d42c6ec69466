import type { Served } from './cache.ts'
import type { Model } from './models.ts'
import type { Prefix } from './prefix.ts'
import type { Usage } from './prompt.ts'

/**
 * Server tools are sampled in passes: the model calls a tool, the API runs it, and the model is sampled again on the
 * longer prompt. Where the request has a breakpoint, the API marks each result for five minutes, whatever the lifetime
 * that was asked for; the answer's usage is the sum over all passes. "Tool use with prompt caching",
 * platform.claude.com, August 2026; recordings show the entries read by later requests.
 */
export interface Passes {
  /** Times that the model was sampled. */
  readonly count: number
  /** Prompt tokens of all passes together. */
  readonly total: number
  readonly minimum: number
  readonly model: Model | undefined
}

/** What is rendered behind a server tool's result. From recorded passes of Sonnet 4 to 5 and Haiku 4.5. */
function innerTail(model: Model | undefined): number {
  if (model?.tokenizer !== 'claude-3') return 2
  return model.id.endsWith('-4-6') ? 1 : 7
}

/** The usage of a whole answer from that of its first pass; the prompt is taken to grow evenly from pass to pass. */
export function sumOfPasses(first: Served, firstTotal: number, passes: Passes): Usage {
  const { count, total, minimum, model } = passes
  const { usage } = first
  if (count < 2) return usage
  const grown = Math.max(0, total - count * firstTotal)
  const step = (2 * grown) / (count * (count - 1))
  const isCaching = usage.read + usage.write5m + usage.write1h > 0 || first.tooShort.length > 0
  let { read, write5m } = usage
  let cached = usage.read + usage.write5m + usage.write1h
  for (let pass = 1; pass < count && isCaching; pass++) {
    const reaches = Math.round(firstTotal + step * pass) - innerTail(model)
    read += cached
    if (reaches < minimum) continue
    write5m += Math.max(0, reaches - cached)
    cached = Math.max(cached, reaches)
  }
  read = Math.min(read, total)
  const write1h = Math.min(usage.write1h, total - read)
  write5m = Math.min(write5m, total - read - write1h)
  return { ...usage, read, write1h, write5m, input: total - read - write1h - write5m }
}

/** The prefixes of a request at which the passes of an earlier answer left entries: server tool results behind its end. */
export function innerPrefixes<Answer>(
  tip: Prefix,
  answered: (prefix: Prefix) => Answer | undefined,
): { answer: Answer; prefixes: readonly Prefix[] } | undefined {
  let prefixes: Prefix[] = []
  for (let at = tip; at.parent; at = at.parent) {
    const answer = at === tip ? undefined : answered(at)
    if (answer) return prefixes.length > 0 ? { answer, prefixes: prefixes.reverse() } : undefined
    if (at.block.role !== 'assistant') prefixes = []
    else if (isServerResult(at.block.type)) prefixes.push(at)
  }
  return undefined
}

function isServerResult(type: string): boolean {
  return type.endsWith('_tool_result') && !type.startsWith('mcp_')
}
