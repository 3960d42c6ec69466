import { type Alike, AlikeRuns, type SketchedRun } from './alike-runs.ts'
import { digest } from './digest.ts'
import type { Model } from './models.ts'
import { type Prefix, prefixesBetween } from './prefix.ts'
import { Timeline } from './timeline.ts'

/** What answers have shown of lengths, for those who follow the next session: plain data. */
export interface Experience {
  /**
   * Runs of blocks, by the model and what they are made of: how many tokens each has more than is estimated. That is
   * the same wherever it stands, as the estimate knows what is around it. A whole prefix is the run from the root.
   */
  readonly runs: ReadonlyMap<string, number>
  /** The latest of them, for those that are nearly the same. */
  readonly sketched: readonly SketchedRun[]
  /** By how much tails differ from the usual ones. */
  readonly tails: ReadonlyMap<string, number>
}

/** The longest run that has a name, in blocks; the names of longer ones would cost more than they are worth. */
const longest = 256

/** The runs that earlier sessions have shown, and those of this one: later answers change no earlier measurement. */
export class KnownRuns {
  readonly #before: Experience['runs']
  readonly #own = new Timeline<string, number>()
  readonly #alike: AlikeRuns
  #now = 0

  constructor(before?: Experience) {
    this.#before = before?.runs ?? new Map()
    this.#alike = new AlikeRuns(before?.sketched)
  }

  get now(): number {
    return this.#now
  }

  /** All of them, for those who follow the next session. */
  get all(): Pick<Experience, 'runs' | 'sketched'> {
    return {
      runs: new Map([...this.#before, ...this.#own.latest()]),
      sketched: this.#alike.all,
    }
  }

  /** The surplus of the blocks behind `from` up to and including those of `to`, where it was known at a moment. */
  surplusOf(now: number, from: Prefix, to: Prefix, model: Model | undefined): number | undefined {
    if (this.#before.size === 0 && this.#now === 0) return undefined
    const name = runName(from, to, model)
    return name === undefined ? undefined : this.#named(now, name)
  }

  /** The known run that differs least, where it differs in next to nothing. */
  likest(now: number, from: Prefix, to: Prefix, model: Model | undefined): Alike | undefined {
    return this.#alike.likest(now, from, to, model)
  }

  /** Takes the surplus of a run as known from here on. */
  add(from: Prefix, to: Prefix, model: Model | undefined, surplus: number): void {
    const name = runName(from, to, model)
    if (name === undefined || this.#named(this.#now, name) === surplus) return
    this.#own.add(++this.#now, name, surplus)
    this.#alike.add(this.#now, from, to, model, surplus)
  }

  #named(now: number, name: string): number | undefined {
    return this.#own.at(now, name) ?? this.#before.get(name)
  }
}

function runName(from: Prefix, to: Prefix, model: Model | undefined): string | undefined {
  const length = to.depth - from.depth
  if (length <= 0 || length > longest) return undefined
  return digest(
    [model?.id ?? '', ...prefixesBetween(from, to).map((each) => each.digest)].join('\0'),
  )
}
