import { Borders, type BordersOptions, type Lengths, type Measured } from './calibrate.ts'
import type { CountBlock } from './estimates.ts'
import { Cache, type CacheRequest, type Served } from './cache.ts'
import { noUsage } from './cost.ts'
import { Forerunners, readWhole } from './forerunners.ts'
import { type Model, findModel } from './models.ts'
import { type Prefix, Prefixes, SharedPrompt, ancestorAt } from './prefix.ts'
import { type Exchange, type Usage, promptTokens } from './prompt.ts'
import { innerPrefixes, sumOfPasses } from './passes.ts'
import type { Experience } from './experience.ts'
import { type Facet, type Salts, facetsOf, saltsOf } from './salts.ts'

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
  /** The first sampling pass; there are more where server tools ran. */
  readonly served: Served
  /** The whole answer, but for its output; where others sent the same before, by what they left in the cache, too. */
  readonly usage: Usage
  /** What was in the cache of this prompt when the answer was done, in tokens: by its usage, else by the rules. */
  readonly cached: number
}

interface PredictorOptions extends BordersOptions {
  /** Lengths that were measured before, instead of learning them; passes of server tools are left out then. */
  readonly lengthsOf?: (exchange: Exchange) => Lengths | undefined
}

/**
 * Follows traffic: predicts each exchange from its body, its total and everything that earlier ones have shown, and
 * only then learns from its own usage.
 */
export class Predictor {
  readonly #cache = new Cache()
  readonly #borders: Borders
  readonly #forerunners = new Forerunners()
  readonly #answered = new Map<Prefix, Answered>()
  #prefixes: Prefixes | undefined

  readonly #given: PredictorOptions['lengthsOf']

  constructor(count: CountBlock, options: PredictorOptions = {}) {
    this.#borders = new Borders(count, options)
    this.#given = options.lengthsOf
  }

  /** What this traffic has shown of lengths, for those who follow the next session. */
  get experience(): Experience {
    return this.#borders.experience
  }

  /** Predicts an exchange; undefined when the log holds no body of it. */
  predict(exchange: Exchange): Prediction | undefined {
    if (!exchange.prompt) return undefined
    const prompt = this.#share(exchange.prompt)
    const model = findModel(prompt.model)
    const facets = facetsOf(prompt, prompt.tip.traits, exchange)
    const { tip } = prompt
    const isRefused = prompt.refusal !== undefined && !exchange.usage
    const marks = isRefused ? [] : prompt.marks
    const salts = saltsOf(facets)
    const count = exchange.passes ?? 1
    const all = exchange.usage && promptTokens(exchange.usage)
    const total = count === 1 ? all : undefined
    const given = this.#given?.(exchange)
    const inner = given ? undefined : this.#innerOf(tip, salts)
    const measured: Measured = {
      prompt,
      tip,
      marks,
      salts,
      model,
      compacted: exchange.compacted,
      ...(total !== undefined && { total }),
    }
    const lengths = given ?? this.#borders.measure(measured)
    const request: CacheRequest = {
      ...measured,
      ...lengths,
      minimum: model?.minimum ?? usualMinimum,
      collapsesRuns: (exchange.platform ?? 'claude-api') === 'claude-api',
      startedAt: exchange.startedAt,
      respondedAt: respondedAtOf(exchange),
    }
    if (inner) {
      const prefixes = inner.prefixes.filter((each) => request.tokensOf(each) >= request.minimum)
      this.#cache.plant(salts, prefixes, inner.asked)
    }
    const served = this.#cache.serve(request)
    const after = count > 1 ? cachedAfter(exchange, served) : undefined
    this.#answered.set(tip, { request, cachedTo: undefined })
    const passes = { count, total: all ?? 0, minimum: request.minimum, model }
    const isWarm = count === 1 && this.#forerunners.precede(request)
    const answered = isWarm ? readWhole(served) : sumOfPasses(served, lengths.total, passes)
    const usage = isRefused ? noUsage : answered
    const seen = count > 1 ? served.usage : (exchange.usage ?? usage)
    const cached = after ?? seen.read + seen.write5m + seen.write1h
    return { exchange, model, prompt, facets, request, lengths, served, usage, cached }
  }

  /** Learns what an exchange that was predicted really read and wrote. */
  observe({ exchange, request, prompt, model, served }: Prediction, usage: Usage): void {
    if ((exchange.passes ?? 1) > 1) {
      this.#answered.set(prompt.tip, { request, cachedTo: cachedAfter(exchange, served) })
      return
    }
    if (usage.read + usage.write5m + usage.write1h === 0) {
      this.#cache.forget(request)
      return
    }
    this.#forerunners.observe(request, served, usage)
    const hit = served.readTo < 0 ? undefined : ancestorAt(request.tip, served.readTo + 1)
    this.#borders.learn(
      { ...request, prompt, model, compacted: exchange.compacted },
      usage,
      hit,
      request.minimum,
    )
  }

  /** The length of every prefix of a request, to look at; they add up to what was predicted. */
  lengthsOf({ exchange, request, prompt, model, lengths, served }: Prediction): number[] {
    if (this.#given?.(exchange)) {
      const known: number[] = []
      for (let at = prompt.tip; at.parent; at = at.parent) known.push(lengths.tokensOf(at))
      return known.reverse()
    }
    const ends = [...request.marks.map(({ index }) => index), served.readTo]
    const anchors = new Set(ends.map((index) => ancestorAt(prompt.tip, index + 1)))
    return this.#borders.lengthsOf({ ...request, prompt, model }, lengths, anchors)
  }

  /** The answer before may have run server tools, whose results show in this request: they left entries. */
  #innerOf(
    tip: Prefix,
    salts: Salts,
  ): { asked: CacheRequest; prefixes: readonly Prefix[] } | undefined {
    const inner = innerPrefixes(tip, (prefix) => this.#answered.get(prefix))
    if (!inner || inner.answer.request.marks.length === 0) return undefined
    const { request: asked, cachedTo } = inner.answer
    const last = inner.prefixes.at(-1)
    if (last && cachedTo !== undefined) this.#borders.know(salts, last, cachedTo)
    return { asked, prefixes: inner.prefixes }
  }

  #share(prompt: NonNullable<Exchange['prompt']>): SharedPrompt {
    const isShared = prompt instanceof SharedPrompt
    this.#prefixes ??= isShared ? prompt.prefixes : new Prefixes()
    return this.#prefixes.share(prompt)
  }
}

interface Answered {
  readonly request: CacheRequest
  /** The length of the longest prefix that the passes of its answer left in the cache, where they were several. */
  readonly cachedTo: number | undefined
}

/** Every pass reads what the one before had cached: what is in the cache in the end was read first, or written. */
function cachedAfter({ usage }: Exchange, first: Served): number | undefined {
  return usage && usage.write5m + usage.write1h > 0
    ? first.usage.read + usage.write5m + usage.write1h
    : undefined
}

/** When the answer began, or is taken to have begun. */
function respondedAtOf({ startedAt, respondedAt: known, timing }: Exchange): number {
  if (known !== undefined) return known
  return timing === 'end' || timing === 'order' ? startedAt : startedAt + usualDelay
}
