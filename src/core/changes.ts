import type { Dynamic, Span } from './prompt.ts'
import type { Measured } from './rule.ts'
import { type TokenCount, noTokens } from './tokens.ts'
import { type Rate, rateOf } from './volatility.ts'

/** A part of a cached prefix that may differ from call to call. */
export interface Change {
  /** Index of its block. */
  readonly block: number
  readonly part: Dynamic
  /** Its variable or expression, without braces. */
  readonly name: string
  /** Constant tokens behind it, up to the last breakpoint. */
  readonly constantBehind: number
  /** How often it changes, where its name tells. */
  readonly rate: Rate | undefined
}

/** The index of the last block of the cached prefix; -1 where nothing is cached. */
export function cachedTo({ breakpoints }: Pick<Measured, 'breakpoints'>): number {
  return breakpoints.findLast(({ verdict }) => verdict !== 'below')?.at ?? -1
}

/** The parts of the cached prefix that may differ from call to call, in render order. */
export function changesOf(prompt: Measured): readonly Change[] {
  const known = changes.get(prompt)
  if (known) return known
  const found = findChanges(prompt)
  changes.set(prompt, found)
  return found
}

/** Several rules ask for the same prompt's. */
const changes = new WeakMap<Measured, readonly Change[]>()

function findChanges(prompt: Measured): Change[] {
  const last = cachedTo(prompt)
  const total = prompt.blocks[last]?.prefix.tokens ?? 0
  const found: Change[] = []
  const rates = new Map<string, Rate | undefined>()
  for (const [i, { block, count, prefix }] of prompt.blocks.entries()) {
    if (i > last) break
    const perSign = count.tokens / Math.max(1, block.content.length)
    for (const part of block.dynamic ?? []) {
      if (part.constant) continue
      const rest = (block.content.length - part.at - part.length) * perSign
      const constantBehind = total - prefix.tokens + rest
      const name = nameOf(prompt, part)
      let rate = rates.get(name)
      if (!rates.has(name)) rates.set(name, (rate = rateOf(name)))
      found.push({ block: i, part, name, constantBehind, rate })
    }
  }
  return found
}

/** Tokens that are written again when a block changes: everything behind the last breakpoint before it. */
export function rewrittenFrom(prompt: Measured, block: number): TokenCount {
  const { breakpoints, blocks } = prompt
  const whole = blocks[cachedTo(prompt)]?.prefix ?? noTokens
  const safe = breakpoints.findLast(({ at, verdict }) => at < block && verdict === 'cached')?.prefix
  if (!safe) return whole
  return {
    tokens: whole.tokens - safe.tokens,
    low: Math.max(0, whole.low - safe.low),
    high: whole.high - safe.low,
    how: whole.how,
  }
}

/** A variable's name, or an expression on one line. */
function nameOf({ document }: Measured, { start, end }: Span): string {
  const source = document.text.slice(start, Math.min(end, start + 300))
  const [, plain] = /^\{\{\s*([\w.-]+)\s*\}\}$/.exec(source) ?? []
  if (plain !== undefined) return plain
  return source
    .replace(/\s+/g, ' ')
    .replace(/^\$?\{{1,3}[~#/^&>\s]*|[~\s]*\}{1,3}$/g, '')
    .trim()
}

/** Whether the known text of a block is nothing but this part. */
export function isWholeBlock(prompt: Measured, { block, part }: Change): boolean {
  const { content = '' } = prompt.blocks[block]?.block ?? {}
  return content.trim().length - part.length < 16
}
