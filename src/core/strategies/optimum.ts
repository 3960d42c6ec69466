import { leastFrom, lowerBound } from '../optimum/bound.ts'
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
  const best = search(paths, { slots, onProgress })
  if (!best) return { marking: [], isExact: true, atLeast }
  const isAttained = best.cost <= atLeast * (1 + rounding)
  const isSmall = paths.all.length <= fewCalls && paths.positions.length <= fewPlaces
  if (isAttained || !isSmall) return { marking: best.marking, isExact: isAttained, atLeast }
  const known = best.cost * (1 + rounding)
  const exhaustive = { steps: manySteps, known, least: leastFrom(paths) }
  const exact = search(paths, { slots, exhaustive })
  return { marking: (exact ?? best).marking, isExact: exact !== undefined, atLeast }
}
