import type { LogText } from '../src/core/logs.ts'

/** A log in memory, its pieces cut at the given places; where nothing is filtered, readers must do without. */
export function logText(text: string, cuts: readonly number[] = []): LogText {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])]
  places.sort((a, b) => a - b)
  return {
    head: text.slice(0, 1 << 16),
    pieces: async function* () {
      for (const [i, place] of places.entries()) {
        yield await Promise.resolve(text.slice(place, places[i + 1] ?? place))
      }
    },
    lines: async function* () {
      let number = 0
      for (const line of text.split(/\r?\n/)) {
        number++
        yield await Promise.resolve([{ number, text: line }])
      }
    },
  }
}
