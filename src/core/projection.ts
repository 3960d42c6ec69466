import { costOf, noUsage } from './cost.ts'
import type { Model } from './models.ts'
import type { Ttl, Usage } from './prompt.ts'
import { lifetime } from './renewal.ts'

/** US dollars for the prompt of one call; its answer comes on top. */
export interface CallCosts {
  /** Nothing is cached. */
  readonly uncached: number
  /** The prefix is written. */
  readonly cold: number
  /** The prefix is read. */
  readonly warm: number
  /** Share of the uncached cost that a warm call saves, 0 to 1. */
  readonly saving: number
  /** The call from which on caching has cost less than none. */
  readonly paysOffAt: number
}

/** What one call costs, of whose `total` tokens the first `cached` are a prefix. */
export function callCosts(model: Model, total: number, cached: number, ttl: Ttl): CallCosts {
  const price = (usage: Partial<Usage>) => costOf({ ...noUsage, ...usage }, model).total
  const input = total - cached
  const uncached = price({ input: total })
  const cold = price({ input, [ttl === '1h' ? 'write1h' : 'write5m']: cached })
  const warm = price({ input, read: cached })
  const gain = uncached - warm
  return {
    uncached,
    cold,
    warm,
    saving: uncached > 0 ? gain / uncached : 0,
    paysOffAt: gain > 0 ? Math.ceil((cold - uncached) / gain) + 1 : Infinity,
  }
}

/** How a prompt is used. */
export interface Traffic {
  readonly callsPerDay: number
  /** Minutes from the start of one call to the start of the next. */
  readonly gapMinutes: number
}

/** What a month of calls costs with one lifetime, in US dollars. */
export interface Projection {
  readonly ttl: Ttl
  readonly writesPerDay: number
  readonly readsPerDay: number
  readonly perMonth: number
  readonly uncachedPerMonth: number
  /** What is saved in a month; negative where writes cost more than reads save. */
  readonly saving: number
}

/** Days of a month. */
const month = 30

/**
 * A month with each lifetime, the cheaper one first. Calls that follow one another within the lifetime read what the
 * first call of the day wrote; with longer gaps every call writes.
 */
export function project(
  model: Model,
  tokens: { readonly total: number; readonly cached: number },
  { callsPerDay, gapMinutes }: Traffic,
): readonly Projection[] {
  const ttls: readonly Ttl[] = ['5m', '1h']
  return ttls
    .map((ttl): Projection => {
      const { cold, warm, uncached } = callCosts(model, tokens.total, tokens.cached, ttl)
      const isWarm = gapMinutes * 60_000 < lifetime[ttl]
      const writesPerDay = isWarm ? Math.min(1, callsPerDay) : callsPerDay
      const readsPerDay = callsPerDay - writesPerDay
      const perMonth = month * (writesPerDay * cold + readsPerDay * warm)
      const uncachedPerMonth = month * callsPerDay * uncached
      return {
        ttl,
        writesPerDay,
        readsPerDay,
        perMonth,
        uncachedPerMonth,
        saving: uncachedPerMonth - perMonth,
      }
    })
    .sort((a, b) => a.perMonth - b.perMonth)
}
