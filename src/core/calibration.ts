import { findModel } from './models.ts'
import { prefixNames } from './prefix-names.ts'
import { type Exchange, type Prompt, promptTokens } from './prompt.ts'
import { type CountedPrompt, type TokenCount, countPrompt } from './tokens.ts'
import { isObject, listOf } from './values.ts'

/** What recorded requests have shown of counts: plain data that survives JSON, to be kept for a workspace. */
export interface Calibration {
  readonly version: 1
  /** Requests that it rests on. */
  readonly requests: number
  /** How far off the newest counts were before their own requests were learned from, as shares. */
  readonly errors: readonly number[]
  /** By model: tokens that were new in each request, as they were estimated and as they were. */
  readonly models: Readonly<Record<string, Ratio>>
  /** Exact lengths of prefixes, by `prefixNames`, the newest last. */
  readonly prefixes: readonly (readonly [name: string, tokens: number])[]
}

interface Ratio {
  readonly estimated: number
  readonly recorded: number
}

/** Nothing was learned yet. */
export const uncalibrated: Calibration = {
  version: 1,
  requests: 0,
  errors: [],
  models: {},
  prefixes: [],
}

/** Counts prompts by what recorded requests have shown, and learns from more of them. */
export class Calibrator {
  readonly #prefixes: Map<string, number>
  readonly #models: Map<string, Ratio>
  #errors: number[]
  #requests: number

  constructor(from: Calibration = uncalibrated) {
    this.#prefixes = new Map(from.prefixes)
    this.#models = new Map(Object.entries(from.models))
    this.#errors = [...from.errors]
    this.#requests = from.requests
  }

  /** What was learned, to be kept. */
  get calibration(): Calibration {
    return {
      version: 1,
      requests: this.#requests,
      errors: this.#errors,
      models: Object.fromEntries(this.#models),
      prefixes: [...this.#prefixes].slice(-mostPrefixes),
    }
  }

  /** Counts a prompt: exactly as far as its prefix is known, and the rest as such text was recorded before. */
  count(prompt: Prompt, counted: CountedPrompt = countPrompt(prompt)): CountedPrompt {
    if (this.#requests === 0 && this.#prefixes.size === 0) return counted
    const names = prefixNames(prompt)
    const factor = this.#factorOf(prompt.model)
    let base: Base = { exact: 0, estimated: 0 }
    let doubt = 0
    const prefixes = counted.prefixes.map(({ tokens }, i) => {
      const exact = this.#prefixes.get(names[i] ?? '')
      doubt += halfOf(counted.blocks[i] ?? nothing) * stillOpen
      if (exact === undefined) return between(base, (tokens - base.estimated) * factor, doubt)
      base = { exact, estimated: tokens }
      doubt = 0
      return exactly(exact)
    })
    const last = counted.prefixes.at(-1) ?? nothing
    const end = prefixes.at(-1) ?? nothing
    const tail = counted.total.tokens - last.tokens
    const whole = this.#prefixes.get(wholeOf(names.at(-1)))
    const total =
      whole === undefined
        ? { ...end, tokens: end.tokens + tail, low: end.low + tail, high: end.high + tail }
        : exactly(whole)
    return { prefixes, total, blocks: differences(prefixes, total, counted.blocks) }
  }

  /** Learns from a request and its recorded usage; first counts it without that, to know how far off it would be. */
  learn({ prompt, usage, passes = 1, compacted }: Exchange): void {
    if (!prompt || !usage || passes > 1 || compacted || prompt.blocks.length === 0) return
    const total = promptTokens(usage)
    const counted = countPrompt(prompt)
    const expected = this.count(prompt, counted)
    // What is far from any estimate was not counted from this body: it was cut, edited, or is another's.
    const isOther = total <= 0 || Math.abs(Math.log(expected.total.tokens / total)) > mostOff
    if (isOther) return
    this.#requests += 1
    this.#errors = [...this.#errors, expected.total.tokens / total - 1].slice(-mostErrors)
    const known = this.#knownOf(prompt)
    const at = known.findLastIndex((each) => each !== undefined)
    const tail = counted.total.tokens - (counted.prefixes.at(-1)?.tokens ?? 0)
    this.#learnRatio(prompt.model, {
      estimated: counted.total.tokens - (counted.prefixes[at]?.tokens ?? 0),
      recorded: total - (known[at] ?? 0),
    })
    const names = prefixNames(prompt)
    this.#know(names.at(-1), total - tail)
    this.#know(wholeOf(names.at(-1)), total)
    // What was read and written at a breakpoint is the length of its prefix, also where the tail is not the usual one.
    const marked = prompt.blocks.findLastIndex(({ breakpoint }) => breakpoint)
    const cached = usage.read + usage.write5m + usage.write1h
    const isMarked = Math.abs((expected.prefixes[marked]?.tokens ?? 0) / cached - 1) < nearMark
    if (cached > 0 && isMarked) this.#know(names[marked], cached)
  }

  /** The exact length of a prompt's first blocks, where it is known. */
  known(prompt: Prompt, blocks: number): number | undefined {
    return this.#knownOf(prompt)[blocks - 1]
  }

  /** Takes the exact length of a prompt's first blocks as known. */
  know(prompt: Prompt, blocks: number, tokens: number): void {
    this.#know(prefixNames(prompt)[blocks - 1], tokens)
  }

  #know(name: string | undefined, tokens: number): void {
    if (name === undefined || tokens <= 0) return
    this.#prefixes.delete(name)
    this.#prefixes.set(name, tokens)
  }

  #knownOf(prompt: Prompt): (number | undefined)[] {
    return prefixNames(prompt).map((name) => this.#prefixes.get(name))
  }

  #learnRatio(model: string, { estimated, recorded }: Ratio): void {
    if (estimated < 1 || recorded < 1) return
    const id = findModel(model)?.id ?? model
    const before = this.#models.get(id) ?? { estimated: 0, recorded: 0 }
    this.#models.set(id, {
      // Older requests fade, as projects change.
      estimated: before.estimated * memory + estimated,
      recorded: before.recorded * memory + recorded,
    })
  }

  /** By what estimates for this model are multiplied: near 1 until much was seen. */
  #factorOf(model: string): number {
    const { estimated, recorded } = this.#models.get(findModel(model)?.id ?? model) ?? noRatio
    return Math.min(1.6, Math.max(0.6, (recorded + prior) / (estimated + prior)))
  }
}

const mostPrefixes = 5000
const mostErrors = 200
const memory = 0.98
/** Tokens of a project that count as much as all that the estimator was fitted on. */
const prior = 500
const mostOff = Math.log(2)
const nearMark = 0.1
const noRatio: Ratio = { estimated: 0, recorded: 0 }
const nothing: TokenCount = { tokens: 0, low: 0, high: 0, how: 'exact' }

interface Base {
  readonly exact: number
  readonly estimated: number
}

function exactly(tokens: number): TokenCount {
  return { tokens, low: tokens, high: tokens, how: 'exact' }
}

/** The name of a whole request, with what is rendered behind its last block. */
function wholeOf(name = ''): string {
  return `${name} whole`
}

/** A prefix that goes on behind a known one. */
function between({ exact }: Base, rest: number, doubt: number): TokenCount {
  return {
    tokens: Math.round(exact + rest),
    low: Math.max(0, Math.floor(exact + rest - doubt)),
    high: Math.ceil(exact + rest + doubt),
    how: 'calibrated',
  }
}

/** Of the doubt about requests of any project, what is left for one that was learned from; by replayed sessions. */
const stillOpen = 0.7

function halfOf({ low, high }: TokenCount): number {
  return (high - low) / 2
}

function differences(
  prefixes: readonly TokenCount[],
  total: TokenCount,
  estimated: readonly TokenCount[],
): TokenCount[] {
  return prefixes.map((prefix, i) => {
    const before = prefixes[i - 1] ?? nothing
    const end = i === prefixes.length - 1 ? total : prefix
    const tokens = end.tokens - before.tokens
    if (before.how === 'exact' && end.how === 'exact') {
      return { tokens, low: tokens, high: tokens, how: 'exact' }
    }
    const own = estimated[i] ?? nothing
    const doubt = halfOf(own) * stillOpen
    return {
      tokens,
      low: Math.max(0, Math.floor(tokens - doubt)),
      high: Math.ceil(tokens + doubt),
      how: 'calibrated',
    }
  })
}

/** Counts a prompt by a calibration. */
export function calibratedCount(prompt: Prompt, calibration: Calibration): CountedPrompt {
  let calibrator = calibrators.get(calibration)
  if (!calibrator)
    calibrators.set(calibration, (calibrator = new Calibrator(readCalibration(calibration))))
  return calibrator.count(prompt)
}

const calibrators = new WeakMap<Calibration, Calibrator>()

/** A calibration as it was kept; undefined where what was kept is none. */
export function readCalibration(kept: unknown): Calibration | undefined {
  if (!isObject(kept) || kept['version'] !== 1) return undefined
  const { requests, errors, models, prefixes } = kept
  if (typeof requests !== 'number' || !isObject(models)) return undefined
  const isRatio = (each: unknown): each is Ratio =>
    isObject(each) && typeof each['estimated'] === 'number' && typeof each['recorded'] === 'number'
  const isKnown = (each: unknown): each is [string, number] =>
    Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'number'
  const ratios = Object.entries(models).filter((entry): entry is [string, Ratio] =>
    isRatio(entry[1]),
  )
  return {
    version: 1,
    requests,
    errors: listOf(errors).filter((each) => typeof each === 'number'),
    models: Object.fromEntries(ratios),
    prefixes: listOf(prefixes).filter(isKnown),
  }
}
