import type { Mark } from '../prefix.ts'

/** Every way to put at most `slots` breakpoints at some depths: an hour before five minutes, or five minutes only. */
export function placements(
  depths: readonly number[],
  { slots, hours }: { readonly slots: number; readonly hours: boolean },
): Mark[][] {
  return subsets(depths, slots).flatMap((chosen) => {
    const ways = hours ? chosen.length + 1 : 1
    return Array.from({ length: ways }, (_, long) =>
      chosen.map((depth, i): Mark => ({ index: depth - 1, ttl: i < long ? '1h' : '5m' })),
    )
  })
}

function subsets(depths: readonly number[], size: number): number[][] {
  let all: number[][] = [[]]
  for (const depth of depths) {
    const longer = all.filter((each) => each.length < size).map((each) => [...each, depth])
    all = [...all, ...longer]
  }
  return all
}
