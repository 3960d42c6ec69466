import { type FileHandle, open, stat } from 'node:fs/promises'
import { BufferLines } from './buffer-lines.ts'
import { type LogItem, type LogText, readLog } from './core/logs.ts'
import type { Exchange, Problem } from './core/prompt.ts'
import { explain } from './files.ts'
import type { Log } from './read-log.ts'

/** Bytes that are read at once, and those that tell how a log is written. */
const pieceLength = 1 << 20
const headLength = 64 << 10

/** Bytes before the end of what was read that must still be the same. */
const seamLength = 256

/**
 * A log that is still written, a line at a time. Each reading costs what was appended since the one before; a line that
 * has not ended yet is left until it has.
 */
export class GrowingLog {
  readonly #path: string
  readonly #exchanges: Exchange[] = []
  readonly #problems: Problem[] = []
  readonly #buffer = Buffer.allocUnsafe(pieceLength)
  #format: string | undefined
  #items: AsyncGenerator<LogItem> | undefined
  /** The answer that the reader owes: it waits for the file to grow. */
  #owed: Promise<IteratorResult<LogItem>> | undefined
  #file: FileHandle | undefined
  #at = 0
  #seam: Buffer = Buffer.alloc(0)
  /** Opened when all of the file is read, and when there may be more of it. */
  #end = gate()
  #more = gate()

  constructor(path: string) {
    this.#path = path
  }

  /**
   * All of the log up to now. Undefined where it cannot be followed: its format tells nothing before its end, or what
   * was read of it is no longer there; then it is to be read anew.
   * @throws HumanError when the file cannot be read.
   */
  async read(): Promise<Log | undefined> {
    try {
      this.#file = await open(this.#path)
      if (!(await this.#isSame())) return undefined
      this.#items ??= readLog(await this.#text())
      this.#end = gate()
      this.#more.open()
      this.#more = gate()
      for (;;) {
        this.#owed ??= this.#items.next()
        const next = await Promise.race([this.#owed, this.#end.opened])
        if (!next) break
        this.#owed = undefined
        if (next.done || !this.#takes(next.value)) return undefined
      }
      return {
        format: this.#format,
        exchanges: [...this.#exchanges],
        problems: [...this.#problems],
      }
    } catch (error) {
      throw explain(this.#path, error)
    } finally {
      await this.#file?.close()
      this.#file = undefined
    }
  }

  #takes(item: LogItem): boolean {
    if ('exchange' in item) this.#exchanges.push(item.exchange)
    else if ('problem' in item) this.#problems.push(item.problem)
    else {
      this.#format = item.format.name
      return item.format.isImmediate === true
    }
    return true
  }

  /** Whether what was read stands in the file as it did. */
  async #isSame(): Promise<boolean> {
    const { length } = this.#seam
    const { size } = await stat(this.#path)
    const seam = Buffer.alloc(length)
    await this.#file?.read(seam, 0, length, this.#at - length)
    return size >= this.#at && seam.equals(this.#seam)
  }

  async #text(): Promise<LogText> {
    const start = Buffer.alloc(headLength)
    const { bytesRead = 0 } = (await this.#file?.read(start, 0, headLength, 0)) ?? {}
    const pieces = (): AsyncGenerator<Buffer> => this.#pieces()
    return {
      head: new TextDecoder().decode(start.subarray(0, bytesRead)),
      pieces: async function* () {
        for await (const piece of pieces()) yield piece.toString()
      },
      lines: async function* (wanted) {
        const lines = new BufferLines(wanted)
        for await (const piece of pieces()) yield* lines.add(piece)
      },
    }
  }

  /** What is in the file, then what comes: it never ends. */
  async *#pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const { bytesRead = 0 } =
        (await this.#file?.read(this.#buffer, 0, pieceLength, this.#at)) ?? {}
      if (bytesRead > 0) {
        const piece = this.#buffer.subarray(0, bytesRead)
        this.#at += bytesRead
        this.#seam = Buffer.concat([this.#seam, piece.subarray(-seamLength)]).subarray(-seamLength)
        yield piece
        continue
      }
      const { opened } = this.#more
      this.#end.open()
      await opened
    }
  }
}

function gate(): { readonly opened: Promise<undefined>; readonly open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<undefined>((resolve) => {
    open = () => {
      resolve(undefined)
    }
  })
  return { opened, open }
}
