import type { Disk } from './disk.ts'

/** What all processes that share a folder agree on, as it lies there. */
interface SharedNote {
  /** Part of every key: raising it retires all entries. */
  readonly version: number
  /** Another one after every removal: what a process holds in memory may then be gone. */
  readonly changes: number
}

const name = 'shared'

/** Milliseconds between two looks at what other processes have removed. */
const pause = 1000

/** Has processes that share a folder agree on the version of keys, and learn of what others removed. */
export class Agreement {
  readonly #disk: Disk | undefined
  #note: SharedNote = { version: 1, changes: 0 }
  #lookedAt = -Infinity

  constructor(disk: Disk | undefined) {
    this.#disk = disk
  }

  get version(): number {
    return this.#note.version
  }

  isDue(now: number): boolean {
    return now - this.#lookedAt > pause
  }

  /** Whether another process has removed something since the last look. */
  look(now: number): boolean {
    this.#lookedAt = now
    const note = this.#disk?.note(name) as SharedNote | undefined
    if (!note || note.changes === this.#note.changes) return false
    this.#note = note
    return true
  }

  /** Tells the others that something was removed here. */
  tell(version = this.version): void {
    this.#note = { version, changes: Math.random() }
    this.#disk?.setNote(name, this.#note)
  }
}
