import { asSent } from './strategies.ts'
import { type WhatIf, asItWas } from './what-if.ts'
import { type Saved, speeds } from './state.ts'

/** State that an older version of the extension kept is read as far as it is understood. */
export function readSaved(value: unknown): Saved | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, selected, filter, strategy, whatIf, spacing, speed, folded } = value as Record<
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
    whatIf: readWhatIf(whatIf),
    spacing: spacing === 'time' ? 'time' : 'even',
    speed: speeds.find((each) => each === speed) ?? 2,
    folded: folded !== false,
  }
}

function readWhatIf(value: unknown): WhatIf {
  const { gap, edits, ...rest } = (value ?? {}) as Partial<WhatIf>
  const isKnown = typeof gap === 'number' && gap > 0 && Array.isArray(edits)
  return isKnown ? { ...rest, gap, edits } : asItWas
}
