import type { Exchange } from '../src/core/prompt.ts'
import { blocksOf } from './prompt.ts'
import { randomOf } from './session.ts'

/** A small trace: three or four requests of up to four blocks that grow, are edited, or branch; idle times of all kinds. */
export function smallTrace(seed: number): Exchange[] {
  const random = randomOf(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  let fresh = 0
  // Long runs of thinking, which may not be marked, are farther than a breakpoint looks.
  const word = (): string =>
    random() < 0.06 ? 'think/1..19' : `w${fresh++}:${pick([100, 300, 600, 900, 2000])}`
  let words = Array.from({ length: 1 + Math.floor(random() * 2) }, word)
  const earlier: string[][] = []
  let startedAt = 0
  return Array.from({ length: random() < 0.7 ? 3 : 4 }, () => {
    if (earlier.length > 0) {
      const how = random()
      if (how < 0.25) words = [...pick(earlier)]
      if (how > 0.75) words[Math.floor(random() * words.length)] = word()
      while (words.length < 4 && random() < 0.6) words.push(word())
    }
    earlier.push([...words])
    startedAt += pick([1_000, 20_000, 240_000, 360_000, 3_000_000, 4_000_000])
    const prompt = { model: 'claude-opus-5', parameters: {}, blocks: blocksOf(words.join(' ')) }
    return { startedAt, respondedAt: startedAt + pick([500, 30_000]), prompt }
  })
}
