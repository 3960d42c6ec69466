import { Borders, type CountBlock, type Lengths, type Measured } from './calibrate.ts'
import { Cache, type CacheRequest, type Served } from './cache.ts'
import { type Model, findModel } from './models.ts'
import { Prefixes, SharedPrompt, ancestorAt } from './prefix.ts'
import type { Exchange, Usage } from './prompt.ts'
import { promptTokens } from './prompt.ts'
import { type Facet, facetsOf, saltsOf } from './salts.ts'

/** Until the first token of an answer, in milliseconds, where a log does not say: a guess, not a rule of the API. */
const usualDelay = 1000

/** The shortest cached prefix of models that are not in the table; what most models have. */
const usualMinimum = 1024

/** What the rules say of one exchange, and what they went by. */
export interface Prediction {
  readonly exchange: Exchange
  readonly model: Model | undefined
  readonly prompt: SharedPrompt
  readonly facets: readonly Facet[]
  readonly request: CacheRequest
  readonly lengths: Lengths
  readonly served: Served
}

/**
 * Follows traffic: predicts each exchange from its body, its total and everything that earlier ones have shown, and
 * only then learns from its own usage.
 */
export class Predictor {
  readonly #cache = new Cache()
  readonly #borders: Borders
  #prefixes: Prefixes | undefined

  constructor(count: CountBlock) {
    this.#borders = new Borders(count)
  }

  /** Predicts an exchange; undefined when the log holds no body of it. */
  predict(exchange: Exchange): Prediction | undefined {
    if (!exchange.prompt) return undefined
    const prompt = this.#share(exchange.prompt)
    const model = findModel(prompt.model)
    const facets = facetsOf(prompt, prompt.tip.traits, exchange)
    const { tip, marks } = prompt
    const salts = saltsOf(facets)
    const total = exchange.usage && promptTokens(exchange.usage)
    const measured: Measured = {
      prompt,
      tip,
      marks,
      salts,
      model,
      ...(total !== undefined && { total }),
    }
    const lengths = this.#borders.measure(measured)
    const request: CacheRequest = {
      ...measured,
      ...lengths,
      minimum: model?.minimum ?? usualMinimum,
      collapsesRuns: (exchange.platform ?? 'claude-api') === 'claude-api',
      startedAt: exchange.startedAt,
      respondedAt: respondedAt(exchange),
    }
    const served = this.#cache.serve(request)
    return { exchange, model, prompt, facets, request, lengths, served }
  }

  /** Learns what an exchange that was predicted really read and wrote. */
  observe({ request, prompt, model, served }: Prediction, usage: Usage): void {
    if (usage.read + usage.write5m + usage.write1h === 0) {
      this.#cache.forget(request)
      return
    }
    const hit = served.readTo < 0 ? undefined : ancestorAt(request.tip, served.readTo + 1)
    this.#borders.learn({ ...request, prompt, model }, usage, hit, request.minimum)
  }

  #share(prompt: NonNullable<Exchange['prompt']>): SharedPrompt {
    const isShared = prompt instanceof SharedPrompt
    this.#prefixes ??= isShared ? prompt.prefixes : new Prefixes()
    return this.#prefixes.share(prompt)
  }
}

function respondedAt({ startedAt, respondedAt: known, timing }: Exchange): number {
  if (known !== undefined) return known
  return timing === 'end' || timing === 'order' ? startedAt : startedAt + usualDelay
}
