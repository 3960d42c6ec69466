import { type Path, type Paths, markableDepth } from './paths.ts'
import { SegmentCost } from './segment-cost.ts'
import { type Segment, segmentsOf } from './segments.ts'

/**
 * A cost, in US dollars a million times over, that no breakpoints can go below: the sum of what each segment costs at
 * least by itself. That there are only so many breakpoints, and that they reach only so far, is left out.
 */
export function lowerBound(paths: Paths): number {
  const segments = segmentsOf(paths)
  const costs = new Map<Segment, SegmentCost>()
  let sum = 0
  for (const path of paths.all) {
    const { places, lengths, prices, total } = path
    const along = segmentsAlong(path, segments)
    const known = along.findLast((segment) => costs.has(segment))?.to ?? 0
    const readable = markableDepth(path, known)
    const writable = markableDepth(path, places.length)
    const cached = along.filter(({ from }) => from < writable)
    for (const segment of cached) {
      const { from, last, to, isMarkable } = segment
      let cost = costs.get(segment)
      if (!cost) costs.set(segment, (cost = new SegmentCost()))
      cost.pass({
        call: path,
        isMarkable,
        body: (lengths[last - 1] ?? 0) - (lengths[from - 1] ?? 0),
        last: (lengths[to - 1] ?? 0) - (lengths[last - 1] ?? 0),
        readsDeeper: readable > to,
        writesDeeper: writable > to,
      })
    }
    sum += (total - (lengths[(cached.at(-1)?.to ?? 0) - 1] ?? 0)) * prices.input
  }
  for (const { least } of costs.values()) sum += least
  return sum
}

function segmentsAlong(
  { places }: Path,
  segments: ReadonlyMap<number, Segment>,
): readonly Segment[] {
  const along: Segment[] = []
  for (let depth = 0; depth < places.length;) {
    const segment = segments.get(places[depth] ?? 0)
    if (!segment) break
    along.push(segment)
    depth = segment.to
  }
  return along
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
