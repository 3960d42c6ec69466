import { lowerBound } from '../src/core/optimum/bound.ts'
import type { Paths } from '../src/core/optimum/paths.ts'
import { type Optimum, optimumOn } from '../src/core/strategies/optimum.ts'

/** What the search has to tell: first what everything costs at least, then how far it is, then what it found. */
export type SearchNews =
  /** In millionths of a US dollar, output left out; one for each thing that is sent. */
  | { readonly bounds: readonly number[] }
  /** 0 to 1. */
  | { readonly searched: number }
  | { readonly optima: readonly Optimum[] }

/** Looks for the optimum of everything that may be sent. It may take seconds, which is why a worker does it. */
export function findOptima(sent: readonly Paths[], tell: (news: SearchNews) => void): void {
  tell({ bounds: sent.map(lowerBound) })
  let told = 0
  const optima = sent.map((paths, i) =>
    optimumOn(paths, {
      onProgress: (share) => {
        const searched = Math.floor(((i + share) / sent.length) * 100) / 100
        if (searched > told) tell({ searched })
        told = searched
      },
    }),
  )
  tell({ optima })
}
