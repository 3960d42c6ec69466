/** Units of a part, about. */
const partLength = 4096
const slack = partLength / 4

/** A text of at most so many units is one part, and no part's end depends on units further behind its beginning. */
export const partReach = partLength * 2

/**
 * Where the part that begins at `from` ends: among the next line ends, else spaces, else any place, where the text around
 * it decides, so that the cuts behind an edit are soon the same as before.
 */
export function endOfPart(text: string, from: number): number {
  if (text.length - from <= partReach) return text.length
  const least = from + partLength
  let best = least
  let highest = -1
  let bestKind = 0
  for (let at = least; at < least + slack; at++) {
    const unit = text.charCodeAt(at)
    const kind = text.charCodeAt(at - 1) === newline ? 2 : unit === space ? 1 : 0
    // Never between the halves of a surrogate pair.
    if (kind < bestKind || (unit >= 0xdc00 && unit < 0xe000)) continue
    // Lines of a list or a table often begin alike.
    const rank = mixed(text, at, kind === 2 ? 40 : 5)
    if (kind === bestKind && rank <= highest) continue
    best = at
    highest = rank
    bestKind = kind
  }
  return best
}

/** A number that the units around an offset decide, so many of them behind it. */
function mixed(text: string, at: number, units: number): number {
  let hash = 0
  for (let i = at - 3; i < at + units; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

const newline = 10
const space = 32
