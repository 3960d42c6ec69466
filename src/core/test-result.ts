import { costOf } from './cost.ts'
import type { CountBlock } from './estimates.ts'
import type { Expectation } from './expectation.ts'
import type { Failure } from './failures.ts'
import { type Exchange, type Usage, promptClasses, promptTokens } from './prompt.ts'
import type { Reason } from './reasons.ts'
import { simulate } from './simulate.ts'
import type { TestMode } from './test-modes.ts'
import { countOf, objectOf, textOf } from './values.ts'

/** Predicted against actual, for every request of a test. Survives `postMessage` and JSON. */
export interface TestResult {
  /** What was tested: the name of its file. */
  readonly title: string
  readonly mode: TestMode
  /** Nothing was sent: what stands for the answers is the model's own prediction. */
  readonly isDry: boolean
  /** The model as the request names it. */
  readonly model: string
  /** Where it was sent. */
  readonly url: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly steps: readonly StepResult[]
  /** What a person should know besides. */
  readonly notes: readonly string[]
  /** US dollars that were spent, at least; undefined for a model without a known price. */
  readonly spent: number | undefined
}

/** One request of a test. */
export interface StepResult {
  readonly label: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** From the start until the answer began, and until it was complete. */
  readonly firstTokenMs?: number
  readonly durationMs?: number
  /** What was said before it was sent. */
  readonly expected: Expectation
  /** What the rules say once the length of the prompt is known, though not how it was split. */
  readonly predicted?: Usage
  /** What the API reported. */
  readonly actual?: Usage
  readonly match: Match
  /** US dollars, answer included. */
  readonly cost?: { readonly predicted: number; readonly actual: number; readonly uncached: number }
  /** Our reasons for what was not read. */
  readonly reasons: readonly Reason[]
  /** The API's. */
  readonly diagnosis?: Diagnosis
  /** Tokens of the prompt by the token-counting endpoint. */
  readonly counted?: number
  readonly failure?: Failure
  /** Answers by id and text, the beginning of it. */
  readonly id?: string
  readonly stopReason?: string
  readonly text?: string
}

/**
 * Whether the answer was as predicted: to the token; but for a few tokens around the last block; in what was read and
 * written, though not how much beyond what the estimate leaves open; or otherwise. `none` where there was no answer, or
 * nothing to compare it with.
 */
export type Match = 'equal' | 'close' | 'bounded' | 'different' | 'none'

/** Tokens that may lie on the other side of the last block: what is rendered there is not documented. */
const tailTokens = 16

/** Compares by class. `doubt` is the share of the prompt's length by which the estimates may be off. */
export function matchOf(predicted: Usage | undefined, actual: Usage | undefined, doubt = 0): Match {
  if (!predicted || !actual) return 'none'
  const off = Math.max(...promptClasses.map((name) => Math.abs(predicted[name] - actual[name])))
  if (off === 0) return 'equal'
  if (off <= tailTokens) return 'close'
  const isSame = promptClasses.every((name) => predicted[name] > 0 === actual[name] > 0)
  return isSame && off <= doubt * promptTokens(actual) ? 'bounded' : 'different'
}

/** The share of a prompt's length by which an expectation may be off. */
function doubtOf({ usage, low, high }: Expectation): number {
  const width = (promptTokens(high) - promptTokens(low)) / 2
  return width / Math.max(1, promptTokens(usage))
}

/**
 * What the API says of a miss: nothing differs from the request that it was compared with; it has not compared them yet;
 * or what differs first. "Cache diagnostics", platform.claude.com, August 2026; `Diagnostics` of `@anthropic-ai/sdk`
 * 1.11.0.
 */
export type Diagnosis =
  | { readonly kind: 'alike' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'changed'; readonly type: string; readonly tokens?: number }

/** Reads `diagnostics` of an answer; undefined where the request did not ask, or there was nothing to compare with. */
export function diagnosisOf(value: unknown, hadPrevious: boolean): Diagnosis | undefined {
  if (!hadPrevious || value === undefined) return undefined
  const reason = objectOf(value)?.['cache_miss_reason']
  if (value === null) return { kind: 'alike' }
  const type = textOf(objectOf(reason)?.['type'])
  if (type === undefined) return { kind: 'pending' }
  const tokens = countOf(objectOf(reason)?.['cache_missed_input_tokens'])
  return { kind: 'changed', type, ...(tokens > 0 && { tokens }) }
}

/** What the rules say of an exchange whose answer is known, after the ones before it. */
export function judge(
  history: readonly Exchange[],
  { exchange, expected }: { readonly exchange: Exchange; readonly expected: Expectation },
  count: CountBlock,
): Pick<StepResult, 'predicted' | 'match' | 'cost' | 'reasons'> {
  const iteration = simulate([...history, exchange], count).iterations.at(-1)
  const { predicted, reasons = [], model } = iteration ?? {}
  const actual = exchange.usage
  const match = matchOf(predicted, actual, doubtOf(expected))
  if (!predicted || !actual) return { match, reasons }
  const cost = model && {
    predicted: costOf(predicted, model).total,
    actual: costOf(actual, model).total,
    uncached: costOf(actual, model).uncached,
  }
  return { predicted, match, reasons, ...(cost && { cost }) }
}

/** The text of an answer's blocks. */
export function answerText(content: readonly unknown[]): string {
  return content
    .map((block) => {
      const { type, text, name } = objectOf(block) ?? {}
      if (type === 'text') return String(text)
      return type === 'tool_use' ? `[calls ${String(name)}]` : ''
    })
    .join('')
}
