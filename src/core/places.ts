/** A place in a text as people count: line and column from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Finds the place of any offset of a text; lines end with `\n`, `\r\n` or `\r`. */
export function placesIn(text: string): (offset: number) => Place {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
