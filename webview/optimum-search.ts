import { trafficOf } from '../src/core/best-row.ts'
import { lowerBound } from '../src/core/optimum/bound.ts'
import { pathsOf } from '../src/core/optimum/paths.ts'
import source from './optimum-worker.ts?worker'
import type { SearchNews } from './optimum.ts'
import type { Comparison } from './strategies.ts'

/** Looks for the optimum of a comparison beside everything else; the answer stops it. */
export function searchOptimum({ rows }: Comparison, tell: (news: SearchNews) => void): () => void {
  const sent = trafficOf(rows).map(({ calls }) => pathsOf(calls))
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(address)
  worker.onmessage = ({ data }: MessageEvent<SearchNews>) => {
    tell(data)
  }
  // Where workers are forbidden the bound alone is shown.
  worker.onerror = () => {
    tell({ bounds: sent.map(lowerBound) })
  }
  worker.postMessage(sent)
  return () => {
    worker.terminate()
    URL.revokeObjectURL(address)
  }
}
