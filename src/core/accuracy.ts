import { formatShare, formatTokens } from './format.ts'
import { type Usage, promptTokens } from './prompt.ts'
import type { Run } from './simulate.ts'

/** How well the rules explain what a log recorded. */
export interface Accuracy {
  /** Requests of which the log has both a body and a usage. */
  readonly compared: number
  /** Those whose read was predicted to the token. */
  readonly exact: number
  /** Those whose read was predicted within 2 % of their prompt. */
  readonly close: number
  /** By how much the predicted reads differ from the recorded ones, as a share of all prompt tokens. */
  readonly off: number
  /** Enough of it is explained for advice to rest on; where nothing can be compared nothing speaks against it. */
  readonly isTrusted: boolean
}

/** Share of a prompt by which a read may be off and still count as explained. */
const tolerance = 0.02

/** Share of requests that must be explained. */
const trusted = 0.9

/** Compares a replay as sent with what its log recorded. */
export function accuracyOf({ iterations }: Run): Accuracy {
  let compared = 0
  let exact = 0
  let close = 0
  let difference = 0
  let tokens = 0
  for (const { exchange, predicted } of iterations) {
    const { usage } = exchange
    if (!usage || !predicted) continue
    const total = promptTokens(usage)
    compared++
    tokens += total
    difference += predicted.read - usage.read
    if (predicted.read === usage.read) exact++
    if (isExplained(predicted, usage)) close++
  }
  const isTrusted = close >= compared * trusted
  return { compared, exact, close, off: tokens > 0 ? difference / tokens : 0, isTrusted }
}

/** Whether the rules predicted what was read, or nearly so. */
export function isExplained(predicted: Usage, usage: Usage): boolean {
  return Math.abs(predicted.read - usage.read) <= promptTokens(usage) * tolerance
}

/** The calibration line: `Reads exact on 214 of 217, tokens −0.1 %.` */
export function accuracyWords({ compared, exact, close, off, isTrusted }: Accuracy): string {
  if (compared === 0)
    return 'A dry run by the rules alone: this log records no usage to check them against.'
  const sign = off > 0.0005 ? '+' : off < -0.0005 ? '−' : '±'
  const tokens = `tokens ${sign}${formatShare(Math.abs(off))}`
  const line = `Reads exact on ${formatTokens(exact)} of ${formatTokens(compared)}, ${tokens}.`
  if (isTrusted) return line
  return `${line} Advice is held back: the rules explain only ${formatTokens(close)} of ${formatTokens(compared)} recorded reads.`
}
