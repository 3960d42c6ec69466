import type { Lengths } from './calibrate.ts'
import { Cache, type CacheRequest, type Served } from './cache.ts'
import type { CountBlock } from './estimates.ts'
import type { Experience } from './experience.ts'
import type { Model } from './models.ts'
import { type Prediction, Predictor } from './predict.ts'
import { type Mark, type Prefix, SharedPrompt, ancestorAt, commonPrefix } from './prefix.ts'
import { type Exchange, type Usage, outputOf } from './prompt.ts'
import { type Run, simulate } from './simulate.ts'

/** One request of a log whose body is known: what it costs depends on nothing but where breakpoints are put. */
export interface Call extends CacheRequest {
  /** Its place in the log. */
  readonly index: number
  readonly exchange: Exchange
  /** Its breakpoints as they were sent are `marks`. */
  readonly prompt: SharedPrompt
  readonly model: Model | undefined
  /** Blocks that all requests with this beginning have in common. */
  readonly constant: number
  readonly output: number
}

/**
 * The requests of a log, measured once with all that the log shows of lengths, so that any breakpoints can be tried on
 * them. Requests without a body and those that the API refuses are left out; of requests that run server tools only the
 * first pass is looked at.
 */
export interface Traffic {
  readonly exchanges: readonly Exchange[]
  readonly calls: readonly Call[]
  readonly experience: Experience
  readonly count: CountBlock
}

/** Breakpoints for each call of some traffic. */
export type Marking = readonly (readonly Mark[])[]

/** Measures a log; `experience` is what others have shown of the same blocks. */
export function measure(
  exchanges: readonly Exchange[],
  count: CountBlock,
  experience?: Experience,
): Traffic {
  const learned = exchanges.some(({ usage }) => usage)
    ? learn(exchanges, count, experience)
    : experience
  const predictor = new Predictor(count, { experience: learned })
  const lengths = new PrefixLengths()
  const calls: (Call | undefined)[] = exchanges.map((exchange, index) => {
    const prediction = predictor.predict(exchange)
    if (!prediction) return undefined
    if (exchange.usage) predictor.observe(prediction, exchange.usage)
    if (prediction.prompt.refusal !== undefined && !exchange.usage) return undefined
    const { prompt, model, request } = prediction
    const measured = lengths.of(prediction)
    return {
      ...request,
      ...measured,
      index,
      exchange,
      prompt,
      model,
      constant: 0,
      output: outputOf(exchange),
    }
  })
  const known = withConstant(calls.filter((call) => call !== undefined))
  return { exchanges, calls: known, experience: predictor.experience, count }
}

function learn(
  exchanges: readonly Exchange[],
  count: CountBlock,
  experience: Experience | undefined,
): Experience {
  const predictor = new Predictor(count, { experience })
  for (const exchange of exchanges) {
    const prediction = predictor.predict(exchange)
    if (prediction && exchange.usage) predictor.observe(prediction, exchange.usage)
  }
  return predictor.experience
}

/** One length for each prefix, whichever request it is looked at in; each is at least as long as the one before. */
class PrefixLengths {
  readonly #known = new Map<string, Map<Prefix, number>>()

  of({ prompt, model, lengths, request }: Prediction): Lengths {
    const known = this.#under(`${model?.id ?? prompt.model} ${request.salts.messages}`)
    const open: Prefix[] = []
    let at = prompt.tip
    for (; at.parent && !known.has(at); at = at.parent) open.push(at)
    let tokens = known.get(at) ?? 0
    for (const prefix of open.reverse()) {
      tokens = Math.max(tokens, lengths.tokensOf(prefix))
      known.set(prefix, tokens)
    }
    const { total } = lengths
    return { total, tokensOf: (prefix) => Math.min(total, known.get(prefix) ?? 0) }
  }

  #under(key: string): Map<Prefix, number> {
    let known = this.#known.get(key)
    if (!known) this.#known.set(key, (known = new Map<Prefix, number>()))
    return known
  }
}

function withConstant(calls: readonly Call[]): Call[] {
  const shared = new Map<Prefix, { common: Prefix; count: number }>()
  for (const { tip } of calls) {
    const first = ancestorAt(tip, 1)
    const known = shared.get(first)
    if (known) {
      known.common = commonPrefix(known.common, tip)
      known.count++
    } else shared.set(first, { common: tip, count: 1 })
  }
  return calls.map((call) => {
    const { common, count = 1 } = shared.get(ancestorAt(call.tip, 1)) ?? {}
    const constant = count > 1 && common ? common.depth : call.tip.systemEnd
    return { ...call, constant }
  })
}

/** Serves every call with its breakpoints from a cache that is empty at first. */
export function serve({ calls }: Traffic, marking: Marking): Served[] {
  const cache = new Cache()
  return calls.map((call, at) => cache.serve({ ...call, marks: marking[at] ?? [] }))
}

/** The traffic's log as it would be sent with these breakpoints: the same prompts, and no usage but their output. */
function remark({ exchanges, calls }: Traffic, marking: Marking): Exchange[] {
  const sent = exchanges.slice()
  calls.forEach(({ index, prompt, output }, at) => {
    const { usage: _usage, passes: _passes, ...rest } = exchanges[index] ?? { startedAt: 0 }
    const { model, parameters, prefixes, tip } = prompt
    const marks = marking[at] ?? []
    sent[index] = {
      ...rest,
      output,
      prompt: new SharedPrompt(prefixes, tip, marks, { model, parameters }),
    }
  })
  return sent
}

/** Replays the traffic with these breakpoints, for all to see. */
export function replay(traffic: Traffic, marking: Marking): Run {
  const sent = remark(traffic, marking)
  const lengths = new Map(
    traffic.calls.map(({ index, total, tokensOf }) => [sent[index], { total, tokensOf }]),
  )
  return simulate(sent, traffic.count, { lengthsOf: (exchange) => lengths.get(exchange) })
}

/** The usage of a call that was served, its output included. */
export function usageOf(served: Served, { output }: Call): Usage {
  return { ...served.usage, output }
}
