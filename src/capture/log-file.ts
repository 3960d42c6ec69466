import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isObject } from '../core/values.ts'
import { HumanError } from '../errors.ts'

/**
 * A log that grows by whole lines: each is one write to the end of the file, so that several processes may write to one
 * log. Only a process that is killed within the write leaves a part of it.
 */
export class LogFile {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /**
   * Opens a log, or makes one that nobody else can read. A line that was cut off, by a full disk for one, is taken away.
   * @throws HumanError when that cannot be done, or the file is no log: nothing of it is changed then.
   */
  static async open(path: string): Promise<LogFile> {
    try {
      const file = await open(path, 'a+', 0o600)
      if (!(await isLog(file))) throw new HumanError(`${path} is no captured log. ${advice}`)
      await dropHalfLine(file)
      return new LogFile(file)
    } catch (error) {
      if (error instanceof HumanError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new HumanError(`${path} cannot be written: ${why}. ${advice}`)
    }
  }

  /** Appends a line; the one before must have been written. */
  async append(line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`)
    const { bytesWritten } = await this.#file.write(bytes)
    if (bytesWritten === bytes.length) return
    await dropHalfLine(this.#file)
    throw new Error('the disk is full')
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

const advice = 'Choose another file.'

/** Whether a file is empty, or begins with a whole JSON object in a line, or with a captured line that goes on. */
async function isLog(file: FileHandle): Promise<boolean> {
  const piece = Buffer.alloc(pieceSize)
  const { bytesRead } = await file.read(piece, 0, pieceSize, 0)
  const text = piece.toString('utf8', 0, bytesRead)
  const end = text.indexOf('\n')
  if (end < 0) return text.startsWith(lineStart) || lineStart.startsWith(text)
  try {
    return isObject(JSON.parse(text.slice(0, end)))
  } catch {
    return false
  }
}

/** How each captured line begins. */
const lineStart = '{"startedAt":'

/** Takes away what follows the last end of a line, unless another process is writing it at this moment. */
async function dropHalfLine(file: FileHandle): Promise<void> {
  for (;;) {
    const { size } = await file.stat()
    const whole = await endOfLines(file, size)
    if (whole === size) return
    await sleep(settledMs)
    if ((await file.stat()).size > size) continue
    await file.truncate(whole)
    return
  }
}

/** Where the last line ends that has an end. */
async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(pieceSize)
  for (let end = size; end > 0; end -= pieceSize) {
    const start = Math.max(0, end - pieceSize)
    const { bytesRead } = await file.read(piece, 0, end - start, start)
    const at = piece.subarray(0, bytesRead).lastIndexOf(newline)
    if (at >= 0) return start + at + 1
  }
  return 0
}

const newline = 0x0a
const pieceSize = 1 << 16

/** A line that has not grown for so long is written by nobody: the system may hold a writer up for 200 ms. */
const settledMs = 500
