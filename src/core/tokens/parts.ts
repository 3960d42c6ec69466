/** Units of a part, about. */
const partLength = 4096
const slack = partLength / 4

/** A text of at most so many units is one part, and no part's end depends on units further behind its beginning. */
export const partReach = partLength * 2

/**
 * Where the part that begins at `from` ends: behind the first line end after so many units. Where lines are longer, at
 * a place that the text around it decides, so that an edit moves no cut but those next to it.
 */
export function endOfPart(text: string, from: number): number {
  if (text.length - from <= partReach) return text.length
  const least = from + partLength
  for (let at = least; at < least + slack; at++) if (text.charCodeAt(at) === newline) return at + 1
  let best = least
  let highest = -1
  for (let at = least; at < least + slack; at++) {
    const unit = text.charCodeAt(at)
    const before = text.charCodeAt(at - 1)
    // Never between the halves of a surrogate pair; before a space rather than within a word.
    if (unit >= 0xdc00 && unit < 0xe000) continue
    const mixed = Math.imul(unit * 31 + before * 961 + text.charCodeAt(at - 2), 0x9e3779b1) >>> 8
    const rank = mixed + (unit === space ? 2 ** 24 : 0)
    if (rank > highest) [best, highest] = [at, rank]
  }
  return best
}

const newline = 10
const space = 32
