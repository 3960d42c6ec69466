import { type Recording, pack } from '../core/recording.ts'
import { countBlock } from '../core/tokens.ts'
import type { Log } from '../read-log.ts'

export { GrowingLog } from '../growing-log.ts'
export { readLogFile } from '../read-log.ts'
export { learnFromLog } from './learn.ts'

/** A log's exchanges as the simulator takes them, counted. */
export function recordingOf(log: Log): Recording {
  return pack(log.exchanges, countBlock)
}
