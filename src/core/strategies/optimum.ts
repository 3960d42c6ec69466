import { leastFrom, lowerBound } from '../optimum/bound.ts'
import { improve } from '../optimum/improve.ts'
import { type Paths, pathsOf } from '../optimum/paths.ts'
import { type SearchOptions, search } from '../optimum/search.ts'
import { maxBreakpoints } from '../refusals.ts'
import type { Marking, Traffic } from '../traffic.ts'

/** The cheapest breakpoints that are known for some traffic by one who knows what comes. */
export interface Optimum {
  readonly marking: Marking
  /** No other breakpoints cost less: all were tried. */
  readonly isExact: boolean
  /** What any breakpoints cost at least, their output left out, in millionths of a US dollar. */
  readonly atLeast: number
}

/** What the row of the optimum says of itself. */
export const optimumWords = {
  id: 'optimum',
  name: 'Optimum',
  summary: 'The cheapest breakpoints for this very log, known only afterwards.',
} as const

/** Traffic of which all breakpoints are tried, if that takes no more than so many steps. */
const fewCalls = 24
const fewPlaces = 64
const manySteps = 200_000

/** Steps in which larger traffic is improved: a second or so. Nothing is, where the gap is no more than a thousandth. */
const improvingSteps = 150_000
const closeEnough = 1e-3

/** Costs that differ by no more than this share are the same. */
const rounding = 1e-12

/**
 * The cheapest placement under all rules together: four breakpoints, twenty positions, the minimum, an hour before five
 * minutes, what is visible when, and what a read renews. Small traffic is searched whole; of large traffic the result is
 * the best that is known, beside a bound that no placement goes below. Searching for the optimum of a trace beside the
 * policies in question is as cache simulators do it (Belady's, in libCacheSim and Caffeine).
 */
export function optimumOf({ calls }: Traffic, slots?: number): Optimum {
  return optimumOn(pathsOf(calls), { ...(slots !== undefined && { slots }) })
}

/** The same for traffic as rows of numbers, such as a worker is sent. */
export function optimumOn(
  paths: Paths,
  { slots = maxBreakpoints, onProgress }: Partial<Omit<SearchOptions, 'exhaustive'>> = {},
): Optimum {
  const atLeast = lowerBound(paths)
  const half = (from: number) => (share: number) => onProgress?.(from + share / 2)
  const best = search(paths, { slots, onProgress: half(0) })
  if (!best) return { marking: [], isExact: true, atLeast }
  const isAttained = best.cost <= atLeast * (1 + rounding)
  if (isAttained) return { marking: best.marking, isExact: true, atLeast }
  const isSmall = paths.all.length <= fewCalls && paths.positions.length <= fewPlaces
  if (isSmall) {
    const known = best.cost * (1 + rounding)
    const exhaustive = { steps: manySteps, known, least: leastFrom(paths) }
    const exact = search(paths, { slots, exhaustive })
    if (exact) return { marking: exact.marking, isExact: true, atLeast }
  }
  if (best.cost <= atLeast * (1 + closeEnough))
    return { marking: best.marking, isExact: false, atLeast }
  const options = { slots, steps: improvingSteps, onProgress: half(0.5) }
  const { marking, cost } = improve(paths, best.marking, options)
  return { marking, isExact: cost <= atLeast * (1 + rounding), atLeast }
}
