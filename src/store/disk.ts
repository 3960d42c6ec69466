import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seal } from './codec.ts'
import { openFiles } from './files.ts'
import { patternTest } from './keys.ts'
import type { Kept, Shelf } from './shelf.ts'
import { openSqlite } from './sqlite.ts'
import type { Statistics } from './statistics.ts'
import type { Limits, TierId } from './tiers.ts'

interface Waiting {
  readonly packed: Buffer
  readonly expiresAt: number
}

/** Milliseconds in which writes are gathered into one, once all that is opened together has its answers; and uses. */
const writePause = 500
const touchPause = 1000

/**
 * A shelf that never fails and never makes anyone wait for a write: writes are gathered, compressed and made together.
 * After an error it is left alone for the rest of this process, and says so once.
 */
export class Disk {
  #shelf: Shelf | undefined
  readonly #onNotice: (message: string) => void
  readonly #statistics: Statistics
  readonly #waiting = new Map<string, Waiting>()
  readonly #touched = new Set<string>()
  #flushing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #timerAt = Infinity

  constructor(
    folder: string,
    limits: Limits,
    options: {
      readonly onNotice: (message: string) => void
      readonly statistics: Statistics
      /** Only for tests and benchmarks: the backend of older Node versions. */
      readonly disk?: Shelf['kind'] | undefined
    },
  ) {
    this.#onNotice = options.onNotice
    this.#statistics = options.statistics
    this.#shelf = this.#try(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const sqlite = options.disk === 'files' ? undefined : openSqlite(folder, limits)
      return sqlite ?? openFiles(join(folder, 'files'), limits)
    })
  }

  get kind(): Shelf['kind'] | undefined {
    return this.#shelf?.kind
  }

  read(key: string, now: number): Kept | undefined {
    return this.#try((shelf) => shelf?.read(key, now))
  }

  /** Counts a use, later. */
  touch(key: string): void {
    if (!this.#shelf) return
    this.#touched.add(key)
    this.#flushIn(touchPause)
  }

  /** Writes an entry, soon. */
  write(key: string, waiting: Waiting): void {
    if (!this.#shelf) return
    this.#waiting.set(key, waiting)
    this.#flushIn(writePause)
  }

  /** Resolves when everything that was written before is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#timerAt = Infinity
    this.#flushing = this.#flushing.then(() => this.#writeAll())
    return this.#flushing
  }

  pin(pattern: string, pinned: boolean): number {
    return this.#try((shelf) => shelf?.pin(pattern, pinned)) ?? 0
  }

  remove(pattern: string): number {
    const test = patternTest(pattern)
    for (const key of this.#waiting.keys()) if (test(key)) this.#waiting.delete(key)
    return this.#try((shelf) => shelf?.remove(pattern)) ?? 0
  }

  keys(tier: TierId, now: number): ReturnType<Shelf['keys']> {
    return this.#try((shelf) => shelf?.keys(tier, now)) ?? []
  }

  fill(tier: TierId): ReturnType<Shelf['fill']> {
    return this.#try((shelf) => shelf?.fill(tier)) ?? { entries: 0, bytes: 0, pinned: 0 }
  }

  /** A note that another process may have changed, parsed; undefined where there is none. */
  note(name: string): unknown {
    const text = this.#try((shelf) => shelf?.note(name))
    try {
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    } catch {
      return undefined
    }
  }

  setNote(name: string, value: unknown): void {
    this.#try((shelf) => shelf?.setNote(name, JSON.stringify(value)))
  }

  add(counters: ReadonlyMap<string, number>): void {
    if (counters.size > 0) this.#try((shelf) => shelf?.add(counters))
  }

  counters(): ReadonlyMap<string, number> {
    return this.#try((shelf) => shelf?.counters()) ?? new Map<string, number>()
  }

  async close(): Promise<void> {
    await this.flush()
    this.#try((shelf) => shelf?.close())
    this.#shelf = undefined
  }

  async #writeAll(): Promise<void> {
    const batch = [...this.#waiting]
    const sealed = await Promise.all(
      batch.map(async ([key, waiting]) => ({
        key,
        waiting,
        bytes: await seal(key, waiting.packed),
        expiresAt: waiting.expiresAt,
      })),
    )
    // What was removed or written anew meanwhile is not written.
    const due = sealed.filter(({ key, waiting }) => this.#waiting.get(key) === waiting)
    for (const { key } of due) this.#waiting.delete(key)
    const touched = [...this.#touched]
    this.#touched.clear()
    this.#try((shelf) => {
      const now = Date.now()
      const evicted = due.length > 0 ? (shelf?.write(due, now) ?? {}) : {}
      for (const [tier, count] of Object.entries(evicted)) {
        this.#statistics.count(tier as TierId, 'evictions', count)
      }
      if (touched.length > 0) shelf?.touch(touched, now)
    })
  }

  #flushIn(pause: number): void {
    const at = Date.now() + pause
    if (at >= this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(() => void this.flush(), pause)
    // Whoever wants the rest on disk closes the store.
    this.#timer.unref()
  }

  #try<T>(work: (shelf: Shelf | undefined) => T): T | undefined {
    try {
      return work(this.#shelf)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // Another window is writing: the next one will do.
      if (/\b(?:busy|locked)\b/.test(reason)) return undefined
      this.#shelf = undefined
      this.#onNotice(
        `The store on disk cannot be used (${reason}). It goes on in memory until it is opened again.`,
      )
      return undefined
    }
  }
}
