import { lookback, runOf } from '../src/core/cache.ts'
import type { Block } from '../src/core/prompt.ts'

/** Which breakpoints look back as far as each block: bit 0 for the first breakpoint, bit 1 for the second. */
export function reachOf(blocks: readonly Block[], collapsesRuns: boolean): Uint8Array {
  const reach = new Uint8Array(blocks.length)
  let number = 0
  blocks.forEach(({ breakpoint }, at) => {
    if (!breakpoint) return
    const bit = 1 << number++
    let positions = 0
    let run = ''
    for (let i = at; i >= 0; i--) {
      const block = blocks[i]
      if (!block) break
      const kind = collapsesRuns ? runOf(block) : ''
      if (!kind || kind !== run) positions++
      if (positions > lookback) break
      run = kind
      reach[i] = (reach[i] ?? 0) | bit
    }
  })
  return reach
}

/** The numbers of the breakpoints in a reach, ascending: 1 for BP1. */
export function breakpointsIn(reach: number): number[] {
  const numbers = []
  for (let n = 0; reach >> n > 0; n++) if ((reach >> n) & 1) numbers.push(n + 1)
  return numbers
}
