import { type Model, models, pricesFor } from './models.ts'
import { costOf } from './cost.ts'
import type { CountBlock } from './estimates.ts'
import { type Exchange, type Problem, type Usage, promptClasses, promptTokens } from './prompt.ts'
import type { Reason } from './reasons.ts'
import { type Iteration, simulate } from './simulate.ts'
import type { TokenCount } from './tokens.ts'

/** What is said of a request before it is sent. */
export interface Expectation {
  /** Output not included: nobody knows it. */
  readonly usage: Usage
  /** The same with the low, and with the high bound of every count that is not known exactly. */
  readonly low: Usage
  readonly high: Usage
  /** The bounds agree on what is read and what is written. */
  readonly isSettled: boolean
  /** US dollars for the prompt alone; undefined for a model without a known price. */
  readonly cost: number | undefined
  /**
   * US dollars if nothing is read, all of it is written, and the answer is as long as it may be. A model without a known
   * price is taken to be as dear as the dearest.
   */
  readonly atMost: number
  /** Why it reads less than it could. */
  readonly reasons: readonly Reason[]
  /** The newest answer of the same conversation, by its id. */
  readonly previousId?: string
  readonly problems: readonly Problem[]
}

/** A request that is to be sent. */
export interface Intended {
  readonly exchange: Exchange
  readonly problems: readonly Problem[]
  /** `max_tokens` of its body. */
  readonly maxTokens: number
}

/**
 * What a request will read and write after the ones before it, by the rules. Lengths that earlier answers have shown are
 * exact; of the others the bounds say how far they may be off.
 */
export function expectationOf(
  history: readonly Exchange[],
  { exchange, problems, maxTokens }: Intended,
  count: CountBlock,
): Expectation {
  const { usage: _, ...unanswered } = exchange
  const run = (pick: (of: TokenCount) => number): readonly Iteration[] => {
    const picked: CountBlock = (block, model) => {
      const all = count(block, model)
      return { ...all, tokens: pick(all) }
    }
    return simulate([...history, unanswered], picked).iterations
  }
  const iterations = run(({ tokens }) => tokens)
  const likely = iterations.at(-1)
  const usage = likely?.predicted ?? nothing
  const bounds = [run(({ low }) => low), run(({ high }) => high)].map(
    (each) => each.at(-1)?.predicted ?? usage,
  )
  const all = [usage, ...bounds]
  const low = eachClass((name) => Math.min(...all.map((each) => each[name])))
  const high = eachClass((name) => Math.max(...all.map((each) => each[name])))
  const previousId = iterations.findLast(
    ({ lane, exchange: { id } }) => id !== undefined && lane === likely?.lane,
  )?.exchange.id
  const longest = Math.max(...all.map(promptTokens))
  return {
    usage,
    low,
    high,
    isSettled: promptClasses.every((name) => low[name] > 0 === high[name] > 0),
    cost: likely?.model && costOf(usage, likely.model).total,
    atMost: dearest(exchange, longest, { maxTokens, model: likely?.model }),
    reasons: likely?.reasons ?? [],
    problems,
    ...(previousId !== undefined && { previousId }),
  }
}

/** US dollars, were every token written and the answer as long as it may be. */
function dearest(
  { prompt }: Exchange,
  tokens: number,
  { maxTokens, model }: { readonly maxTokens: number; readonly model: Model | undefined },
): number {
  const marks = prompt?.blocks.flatMap(({ breakpoint }) => breakpoint ?? []) ?? []
  const name = marks.includes('1h') ? 'write1h' : marks.length > 0 ? 'write5m' : 'input'
  const candidates = model ? [model] : models
  const costs = candidates.map((each) => {
    const prices = pricesFor(each, { ...nothing, input: tokens })
    return (tokens * prices[name] + maxTokens * prices.output) / 1e6
  })
  return Math.max(...costs)
}

type TokenClass = (typeof promptClasses)[number]

const nothing: Usage = { read: 0, write5m: 0, write1h: 0, input: 0, output: 0 }

function eachClass(of: (name: TokenClass) => number): Usage {
  return {
    read: of('read'),
    write5m: of('write5m'),
    write1h: of('write1h'),
    input: of('input'),
    output: 0,
  }
}
