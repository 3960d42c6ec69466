import { readLog } from './core/logs.ts'
import type { Exchange, Problem } from './core/prompt.ts'
import { type ReadOptions, openLogText } from './log-text.ts'

/** A whole log, read. */
export interface Log {
  /** What a person calls its format; undefined when it has none that is known. */
  readonly format: string | undefined
  readonly exchanges: readonly Exchange[]
  readonly problems: readonly Problem[]
}

/**
 * Reads a log file of any known format.
 * @throws HumanError when the file cannot be read; the signal's reason when it is aborted.
 */
export async function readLogFile(path: string, options: ReadOptions = {}): Promise<Log> {
  const exchanges: Exchange[] = []
  const problems: Problem[] = []
  let format: string | undefined
  for await (const item of readLog(await openLogText(path, options))) {
    if ('exchange' in item) exchanges.push(item.exchange)
    else if ('problem' in item) problems.push(item.problem)
    else format = item.format.name
  }
  return { format, exchanges, problems }
}
