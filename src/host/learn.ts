import { setImmediate } from 'node:timers/promises'
import { type Calibration, Calibrator, readCalibration } from '../core/calibration.ts'
import { readLogFile } from '../read-log.ts'

/**
 * What a log adds to what is known; lets others run in between.
 * @throws HumanError when it cannot be read; the signal's reason when it is aborted.
 */
export async function learnFromLog(
  path: string,
  before: Calibration | undefined,
  options: NonNullable<Parameters<typeof readLogFile>[1]>,
): Promise<Calibration> {
  const { exchanges } = await readLogFile(path, options)
  const calibrator = new Calibrator(readCalibration(before))
  let pausedAt = performance.now()
  for (const exchange of exchanges) {
    calibrator.learn(exchange)
    if (performance.now() - pausedAt < patienceMs) continue
    await setImmediate()
    options.signal?.throwIfAborted()
    pausedAt = performance.now()
  }
  return calibrator.calibration
}

/** Time for which nothing else runs. */
const patienceMs = 30
