import { setTimeout as sleep } from 'node:timers/promises'
import { type ExactLengths, exactLengths } from '../../api/exact.ts'
import type { MessagesApi } from '../../api/messages-api.ts'
import { type Calibration, Calibrator, readCalibration } from '../../core/calibration.ts'
import { failureOf } from '../../core/failures.ts'
import type { Prompt } from '../../core/prompt.ts'
import type { ExactCounts } from '../../store/exact-counts.ts'
import { promptAt } from './prompt-at.ts'

/** What exact counts are made of. */
export const counting = { askFor, countOf, failureOf, promptAt, withLengths }

interface Asking {
  readonly before: Calibration | undefined
  /** What was counted in other sessions and workspaces. */
  readonly kept: ExactCounts | undefined
  readonly signal: AbortSignal
}

/** Asks the API for what is not known yet of a prompt's prefixes; what is kept of them is among the lengths. */
async function askFor(
  api: Pick<MessagesApi, 'count'>,
  prompt: Prompt,
  { before, kept, signal }: Asking,
): Promise<ExactLengths> {
  const calibrator = calibratorOf(before)
  let found: ReadonlyMap<number, number> = new Map()
  const answer = await exactLengths(api, prompt, {
    known: async (ends) => {
      const own = new Map<number, number>()
      for (const end of ends) {
        const tokens = calibrator.known(prompt, end)
        if (tokens !== undefined) own.set(end, tokens)
      }
      if (kept) found = await kept.get(ends.filter((end) => !own.has(end)))
      return new Map([...own, ...found])
    },
    signal,
    // Whoever stops it hears so from the signal.
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  })
  kept?.set(answer.lengths)
  return { ...answer, lengths: new Map([...found, ...answer.lengths]) }
}

/** A calibration that knows the lengths of a prompt's prefixes too. */
function withLengths(
  before: Calibration | undefined,
  prompt: Prompt,
  lengths: ReadonlyMap<number, number>,
): Calibration {
  const calibrator = calibratorOf(before)
  for (const [blocks, tokens] of lengths) calibrator.know(prompt, blocks, tokens)
  return calibrator.calibration
}

/** Tokens of a whole prompt, as far as they are known. */
function countOf(calibration: Calibration | undefined, prompt: Prompt) {
  return calibratorOf(calibration).count(prompt).total
}

function calibratorOf(calibration: Calibration | undefined): Calibrator {
  return new Calibrator(readCalibration(calibration))
}
