import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { HumanError } from '../errors.ts'
import { writeTape } from './frames.ts'
import type { Summary } from './record.ts'
import type { Tape } from './tape.ts'

export interface RecorderOptions {
  readonly log: string
  /** Where requests are sent, without their path. */
  readonly origin: string
  /** What the log holds of requests: all, or digests and counts of their blocks. */
  readonly bodies: 'full' | 'digests'
}

/** What the recorder says of each tape, and once when it is ready. */
export interface Said {
  /** Missing where the tape was no call of a model. */
  readonly summary?: Summary
  /** The API's id of the answer. */
  readonly id?: string
  /** Why nothing can be written. */
  readonly trouble?: string
}

/** A log that is being written by a recorder of its own. */
export class Recording {
  readonly #recorder: ChildProcess
  readonly #waiting: ((said: Said) => void)[] = []
  readonly #ended: Promise<unknown>
  #trouble = 'the recorder has ended'
  #draining: Promise<unknown> | undefined

  private constructor(recorder: ChildProcess) {
    this.#recorder = recorder
    this.#ended = once(recorder, 'exit').catch(() => undefined)
    recorder.on('message', (said: Said) => {
      if (said.trouble !== undefined) this.#trouble = said.trouble
      else this.#waiting.shift()?.(said)
    })
    recorder.on('error', (error) => {
      this.#trouble = error.message
    })
    // A pipe that breaks is told by the recorder's end.
    recorder.stdin?.on('error', () => undefined)
    void this.#ended.then(() => {
      for (const answer of this.#waiting.splice(0)) answer({ trouble: this.#trouble })
    })
  }

  /**
   * Starts the recorder, which is a script beside the bundle that asks.
   * @throws HumanError when the log cannot be written.
   */
  static async start(script: string, options: RecorderOptions): Promise<Recording> {
    const recorder = spawn(process.execPath, [script, JSON.stringify(options)], {
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
      // It outlives us by the line that it is writing; Ctrl-C is for us.
      detached: true,
      windowsHide: true,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    const recording = new Recording(recorder)
    const { trouble } = await recording.#answer()
    if (trouble !== undefined) throw new HumanError(trouble)
    return recording
  }

  /** Whether more waits to be recorded than memory should hold. */
  get isFull(): boolean {
    return (this.#recorder.stdin?.writableLength ?? 0) > mostWaiting
  }

  /** Resolves once nothing waits any more. */
  async drained(): Promise<void> {
    const { stdin } = this.#recorder
    if (!stdin?.writableNeedDrain) return
    // All who wait wait for the same.
    this.#draining ??= Promise.race([once(stdin, 'drain'), this.#ended]).finally(() => {
      this.#draining = undefined
    })
    await this.#draining
  }

  /** Has a tape recorded; answers once its line is written, or with what kept it from being so. */
  async record(tape: Tape): Promise<Said> {
    if (this.#recorder.exitCode !== null || !this.#recorder.stdin) return { trouble: this.#trouble }
    writeTape(this.#recorder.stdin, tape)
    return this.#answer()
  }

  /** Waits until all is written, and ends the recorder. */
  async stop(): Promise<void> {
    this.#recorder.stdin?.end()
    await this.#ended
  }

  #answer(): Promise<Said> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** Bytes on their way to the recorder, beyond which new requests wait. */
const mostWaiting = 8 << 20
