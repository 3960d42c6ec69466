import { lifetime } from '../renewal.ts'
import { type Paths, markableDepth } from './paths.ts'

/**
 * A cost, in US dollars a million times over, that no breakpoints can go below. Every block is looked at by itself: it
 * is read wherever the request that had it last began less than an hour before and its answer had begun, as if one
 * lifetime, 5 minutes' price and an hour's length, held for all; the first of those that read it, or another before it,
 * must have written it. That there are only so many breakpoints, and that they reach only so far, is left out.
 */
export function lowerBound({ all, positions }: Paths): number {
  const count = positions.length
  const touchedAt = new Float64Array(count).fill(-Infinity)
  const visibleAt = new Float64Array(count).fill(Infinity)
  /** What it costs more to have written the place when it was last input; 0 once it is paid. */
  const owed = new Float64Array(count)
  const seen = new Uint8Array(count)
  let sum = 0
  for (const path of all) {
    const { startedAt, respondedAt, places, lengths, prices, total } = path
    let known = 0
    while (known < places.length && seen[places[known] ?? 0] === 1) known++
    const readable = markableDepth(path, known)
    const writable = markableDepth(path, places.length)
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0
      const tokens = (lengths[i] ?? 0) - (lengths[i - 1] ?? 0)
      seen[place] = 1
      const isWarm = startedAt - (touchedAt[place] ?? 0) <= lifetime['1h']
      if (i < readable && isWarm && (visibleAt[place] ?? 0) <= startedAt) {
        sum += tokens * prices.read + (owed[place] ?? 0)
        owed[place] = 0
        touchedAt[place] = startedAt
        continue
      }
      sum += tokens * prices.input
      if (i >= writable) continue
      if (!isWarm) owed[place] = tokens * (prices.write5m - prices.input)
      visibleAt[place] = isWarm ? Math.min(visibleAt[place] ?? 0, respondedAt) : respondedAt
      touchedAt[place] = startedAt
    }
    sum += (total - (lengths.at(-1) ?? 0)) * prices.input
  }
  return sum
}

/** What the calls from each one on cost at least, were all that was ever sent before to be read. */
export function leastFrom({ all, positions }: Paths): number[] {
  const seen = new Uint8Array(positions.length)
  const least = all.map((path) => {
    const { places, lengths, prices, total } = path
    let known = 0
    while (known < places.length && seen[places[known] ?? 0] === 1) known++
    for (const place of places) seen[place] = 1
    const read = lengths[markableDepth(path, known) - 1] ?? 0
    return read * prices.read + (total - read) * prices.input
  })
  for (let at = least.length - 2; at >= 0; at--) least[at] = (least[at] ?? 0) + (least[at + 1] ?? 0)
  return least
}
