import { type DryRun, dryRun } from '../../core/dry-run.ts'
import { syntaxOf } from '../../core/edits/syntax.ts'
import { type Recording, pack } from '../../core/recording.ts'
import { countBlock } from '../../core/tokens.ts'
import { promptAt } from './prompt-at.ts'
import type { PromptRead } from './read.ts'

/** Invented calls of the prompt at a place, as the simulator takes them; undefined where there is none. */
export function dryRunOf(read: PromptRead, offset: number): Made | undefined {
  const found = promptAt(read, offset)
  if (!found) return undefined
  const run = dryRun(found.prompt, midnight)
  const recording = pack(run.exchanges, countBlock, { keepsSpans: true })
  return { ...run, recording, isEditable: syntaxOf(found).form !== 'text' }
}

interface Made extends DryRun {
  readonly recording: Recording
  /** Its breakpoints are written out, and can be changed. */
  readonly isEditable: boolean
}

/** A dry run happens at no time at all; its clock begins at midnight. */
const midnight = 0
