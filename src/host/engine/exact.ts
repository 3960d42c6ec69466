import { setTimeout as sleep } from 'node:timers/promises'
import { type ExactLengths, exactLengths } from '../../api/exact.ts'
import type { MessagesApi } from '../../api/messages-api.ts'
import { type Calibration, Calibrator, readCalibration } from '../../core/calibration.ts'
import { failureOf } from '../../core/failures.ts'
import type { Prompt } from '../../core/prompt.ts'
import { promptAt } from './prompt-at.ts'

/** What exact counts are made of. */
export const counting = { askFor, countOf, failureOf, promptAt, withLengths }

/** Asks the API for what is not known yet of a prompt's prefixes. */
function askFor(
  api: Pick<MessagesApi, 'count'>,
  prompt: Prompt,
  { before, signal }: { before: Calibration | undefined; signal: AbortSignal },
): Promise<ExactLengths> {
  const calibrator = calibratorOf(before)
  return exactLengths(api, prompt, {
    known: (blocks) => calibrator.known(prompt, blocks),
    signal,
    // Whoever stops it hears so from the signal.
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  })
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
