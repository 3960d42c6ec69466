import { asSent } from './chosen.ts'
import { type Saved, speeds } from './state.ts'

/** State that an older version of the extension kept is read as far as it is understood. */
export function readSaved(value: unknown): Saved | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, selected, filter, strategy, spacing, speed, folded } = value as Record<
    string,
    unknown
  >
  if (typeof name !== 'string' || typeof selected !== 'number') return undefined
  return {
    name,
    selected,
    // What it asks for and the log does not have is left out when the log comes.
    filter: typeof filter === 'object' && filter !== null ? filter : {},
    strategy: typeof strategy === 'string' ? strategy : asSent,
    spacing: spacing === 'time' ? 'time' : 'even',
    speed: speeds.find((each) => each === speed) ?? 2,
    folded: folded !== false,
  }
}
