import type * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import type { GrowingLog } from '../growing-log.ts'
import type { Exchange } from '../core/prompt.ts'
import type { Log } from '../read-log.ts'
import { type ReadLog, keptRecording } from './kept.ts'

/** Told the share of a log that was read, 0 to 1. */
type OnProgress = (share: number) => void

/** A log file as the simulator takes it, again and again while it is written. */
export class FollowedLog {
  readonly #uri: vscode.Uri
  readonly #signal: AbortSignal
  /** A log whose index is kept is read only when somebody asks for the text of its blocks. */
  #whole: Promise<Log> | undefined
  /** Of a log that is written while it is shown, only what was appended is read, where its format allows that. */
  #growing: GrowingLog | undefined
  #mayGrow = true

  constructor(uri: vscode.Uri, signal: AbortSignal) {
    this.#uri = uri
    this.#signal = signal
  }

  /** Everything in it, with the whole text of all blocks. */
  async exchanges(): Promise<readonly Exchange[]> {
    return (await this.#readWhole()).exchanges
  }

  /**
   * What the store keeps of it while the file is the same, or what is in it now.
   * @throws HumanError when it cannot be read or holds no request; the signal's reason when it is aborted.
   */
  read(onProgress?: OnProgress): Promise<ReadLog> {
    return keptRecording(this.#uri, async () => recorded(await this.#readWhole(onProgress)))
  }

  /**
   * What is in it after a change.
   * @throws as `read` does.
   */
  async readAgain(onProgress?: OnProgress): Promise<ReadLog> {
    // What stood in the file before does not count any more.
    this.#whole = undefined
    const { GrowingLog } = await import('./replay.ts')
    for (; this.#mayGrow; this.#growing = undefined) {
      const isNew = this.#growing === undefined
      this.#growing ??= new GrowingLog(this.#uri.fsPath)
      const log = await this.#growing.read()
      if (log) {
        this.#whole = Promise.resolve(log)
        return recorded(log)
      }
      this.#mayGrow = !isNew
    }
    return this.read(onProgress)
  }

  #readWhole(onProgress?: OnProgress): Promise<Log> {
    return (this.#whole ??= import('./replay.ts').then(({ readLogFile }) =>
      readLogFile(this.#uri.fsPath, { signal: this.#signal, onProgress }),
    ))
  }
}

/** A log as the simulator takes it; readers and the token counter load with the first one. */
async function recorded(log: Log): Promise<ReadLog> {
  if (log.exchanges.length === 0) {
    const [problem] = log.problems.filter(({ severity }) => severity === 'error')
    throw new HumanError(problem?.message ?? 'This log holds no request.')
  }
  const { recordingOf } = await import('./replay.ts')
  return { recording: recordingOf(log), problems: log.problems }
}
