import type { Model } from './models.ts'
import { type Prefix, prefixesBetween } from './prefix.ts'
import { type Sketch, differenceOf, lengthOf, sketchOf } from './sketch.ts'

/** A run of blocks whose length is known, as others are compared with it. */
export interface SketchedRun {
  /** Where it stands, and for which model. */
  readonly kind: string
  readonly sketch: Sketch
  /** Tokens that it has more than is estimated. */
  readonly surplus: number
}

/** A known run that is nearly the same. */
export interface Alike {
  readonly surplus: number
  /** Characters that stand in one of the two only. */
  readonly difference: number
}

/** The share of a run's characters that may differ from those of the known one. */
const share = 1 / 20

/** How many runs of a kind are kept, the latest ones: what every request has anew is compared with no more than these. */
const most = 32

/** How many blocks of messages a run may have; more are of one conversation only. */
const mostMessages = 4

/**
 * Runs that are nearly the same in other sessions or requests, as system prompts with another date or another path. An
 * estimate is off by as much in both: only what differs is really estimated.
 */
export class AlikeRuns {
  readonly #byKind = new Map<string, { run: SketchedRun; since: number }[]>()

  constructor(before: readonly SketchedRun[] = []) {
    for (const run of before) this.#keep(run, 0)
  }

  get all(): SketchedRun[] {
    return [...this.#byKind.values()].flat().map(({ run }) => run)
  }

  /** Of what was known at a moment, the run that differs least from the blocks behind `from` up to those of `to`. */
  likest(now: number, from: Prefix, to: Prefix, model: Model | undefined): Alike | undefined {
    if (this.#byKind.size === 0) return undefined
    const kind = kindOf(from, to, model)
    const known = kind === undefined ? undefined : this.#byKind.get(kind)
    if (!known) return undefined
    const sketch = sketchOfRun(from, to)
    const limit = lengthOf(sketch) * share
    let found: Alike | undefined
    for (const { run, since } of known) {
      if (since > now) continue
      const difference = differenceOf(sketch, run.sketch)
      if (difference > Math.min(limit, found?.difference ?? limit)) continue
      found = { surplus: run.surplus, difference }
    }
    return found
  }

  add(since: number, from: Prefix, to: Prefix, model: Model | undefined, surplus: number): void {
    const kind = kindOf(from, to, model)
    if (kind !== undefined) this.#keep({ kind, sketch: sketchOfRun(from, to), surplus }, since)
  }

  #keep(run: SketchedRun, since: number): void {
    const known = this.#byKind.get(run.kind) ?? []
    this.#byKind.set(run.kind, known)
    known.push({ run, since })
    if (known.length > most) known.shift()
  }
}

/**
 * What a run is compared with: runs from the root through tools or system blocks, and those that go on from there.
 * Blocks that are cut off cannot be compared.
 */
function kindOf(from: Prefix, to: Prefix, model: Model | undefined): string | undefined {
  const isWhole = !from.parent && to.block.section !== 'messages'
  const isRest = from.parent !== undefined && from.block.section !== 'messages'
  if ((!isWhole && !isRest) || to.depth - to.systemEnd > mostMessages) return undefined
  if (prefixesBetween(from, to).some(({ block }) => block.whole)) return undefined
  return `${model?.id ?? ''} ${isWhole ? '' : from.block.section}`
}

function sketchOfRun(from: Prefix, to: Prefix): Sketch {
  return sketchOf(prefixesBetween(from, to).map(({ block }) => block.content))
}
