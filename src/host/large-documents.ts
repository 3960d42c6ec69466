import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Place, Reading } from './engine/read.ts'

/** UTF-16 units from which on a document is analysed on a thread of its own, so that typing goes on meanwhile. */
export const largeLength = 256 * 1024

/** What the worker is asked, and what it answers. */
export interface LargeQuestion {
  readonly id: number
  readonly text: string
  readonly place: Place
}
export interface LargeAnswer {
  readonly id: number
  readonly reading: Reading
}

/** Analyses long documents in a worker, which remembers what it counted. It is started by the first, and ends when idle. */
export class LargeDocuments {
  readonly #folder: string
  readonly #waiting = new Map<number, (outcome: LargeAnswer | Error) => void>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #id = 0

  /** `folder` is the extension's own. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The analysis of a text. */
  async analyze(text: string, place: Place): Promise<Reading> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    const id = ++this.#id
    try {
      const outcome = await new Promise<LargeAnswer | Error>((resolve) => {
        this.#waiting.set(id, resolve)
        worker.postMessage({ id, text, place } satisfies LargeQuestion)
      })
      if (outcome instanceof Error) throw outcome
      return outcome.reading
    } finally {
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) this.#endLater()
    }
  }

  dispose(): void {
    clearTimeout(this.#idle)
    this.#end(new Error('The worker was stopped.'))
  }

  #start(): Worker {
    const worker = new Worker(join(this.#folder, 'dist/analysis-worker.js'))
    worker.on('message', (answer: LargeAnswer) => this.#waiting.get(answer.id)?.(answer))
    worker.on('error', (error) => {
      this.#end(error instanceof Error ? error : new Error(String(error)))
    })
    // An editor that closes does not wait for it.
    worker.unref()
    return worker
  }

  #endLater(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.#end(new Error('The worker was idle.'))
    }, patienceMs)
    this.#idle.unref()
  }

  #end(why: Error): void {
    const worker = this.#worker
    this.#worker = undefined
    for (const answer of this.#waiting.values()) answer(why)
    void worker?.terminate()
  }
}

/** For which a worker without work is kept. */
const patienceMs = 60_000
