import type { Prices } from '../models.ts'
import { lifetime } from '../renewal.ts'
import {
  type Situation,
  afterMinutes,
  best,
  better,
  coverCount,
  movesIn,
  payments,
} from './covers.ts'
import type { Path } from './paths.ts'

/** A call as it passes a segment. */
export interface Passing extends Omit<Situation, 'isVisible'> {
  readonly call: Pick<Path, 'startedAt' | 'respondedAt' | 'prices'>
  /** Tokens of the segment's last block, and of those before it. */
  readonly last: number
  readonly body: number
}

/**
 * What a segment costs at least, call after call, by how it is covered then. It is looked at by itself: breakpoints are
 * never too few or too far away, and every live entry is renewed by every call. Its blocks but the last are taken as
 * one: each of them has the same choices beside those of the last, so that together they cost no less than that.
 */
export class SegmentCost {
  /** By the number of the cover; those before the last call and those after it take turns. */
  #costs = new Float64Array(coverCount).fill(Infinity)
  #spare = new Float64Array(coverCount)
  #touchedAt = -Infinity
  #visibleAt = Infinity

  constructor() {
    this.#costs[0] = 0
  }

  get least(): number {
    return Math.min(...this.#costs)
  }

  pass({ call, last, body, isMarkable, readsDeeper, writesDeeper }: Passing): void {
    const { startedAt, respondedAt, prices } = call
    const idle = startedAt - this.#touchedAt
    const isVisible = this.#visibleAt <= startedAt
    const moves = movesIn({ isVisible, isMarkable, readsDeeper, writesDeeper })
    const costs = this.#spare.fill(Infinity)
    for (let at = 0; at < coverCount; at++) {
      const before = this.#costs[at] ?? Infinity
      if (before === Infinity) continue
      for (const move of moves[aged(at, idle)] ?? []) {
        const paid = body * rate(prices, move.body) + last * rate(prices, move.last)
        costs[move.to] = Math.min(costs[move.to] ?? Infinity, before + paid)
      }
    }
    for (let at = 0; at < coverCount; at++) if (isWorse(costs, at)) costs[at] = Infinity
    this.#spare = this.#costs
    this.#costs = costs
    const isCold = idle > lifetime['1h']
    this.#visibleAt = isCold ? respondedAt : Math.min(this.#visibleAt, respondedAt)
    this.#touchedAt = Math.max(this.#touchedAt, startedAt)
  }
}

function rate(prices: Prices, payment: number): number {
  return prices[payments[payment] ?? 'input']
}

function aged(cover: number, idle: number): number {
  if (idle > lifetime['1h']) return 0
  return idle > lifetime['5m'] ? (afterMinutes[cover] ?? 0) : cover
}

/** Whether another cover costs no more and serves all that follows at least as well. */
function isWorse(costs: Float64Array, at: number): boolean {
  const cost = costs[at] ?? Infinity
  const rival = better[at] ?? best
  return (
    (at !== rival && (costs[rival] ?? 0) <= cost) || (at !== best && (costs[best] ?? 0) <= cost)
  )
}
