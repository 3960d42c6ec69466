import { open, stat } from 'node:fs/promises'
import type { LogText } from './core/logs.ts'
import { databaseText, isDatabase } from './database.ts'
import { explain, refuseBinary } from './files.ts'
import { BufferLines } from './buffer-lines.ts'
import { unpacked } from './unpacked.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the share of the stored file that was read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/** Bytes that are looked at to tell how a log is written. */
const headLength = 64 << 10

/** Bytes that are read at once. */
const pieceLength = 1 << 20

/**
 * A log file, or standard input for `-`, to be read once; packed files are unpacked, and of a database the table of
 * builds is read. Memory does not grow with its size.
 * @throws HumanError when the file is missing, unreadable, a folder, damaged or no text, then or while it is read.
 */
export async function openLogText(path: string, options: ReadOptions = {}): Promise<LogText> {
  const bytes = explained(path, chunksOf(path, options))
  let start: Buffer = Buffer.alloc(0)
  for (;;) {
    const next = await bytes.next()
    if (next.done) break
    // A piece is only good until the next one is asked for.
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
    if (start.length >= headLength) break
    start = Buffer.from(start)
  }
  if (isDatabase(start)) {
    await bytes.return(undefined)
    return databaseText(path)
  }
  try {
    refuseBinary(path, start)
  } catch (error) {
    await bytes.return(undefined)
    throw error
  }
  const head = new TextDecoder().decode(start.subarray(0, headLength))
  const all = async function* (): AsyncGenerator<Buffer> {
    try {
      yield start
      yield* bytes
    } finally {
      // Whoever reads may stop at the beginning.
      await bytes.return(undefined)
    }
  }
  return {
    head,
    pieces: async function* () {
      const decoder = new TextDecoder()
      for await (const piece of all()) yield decoder.decode(piece, { stream: true })
      yield decoder.decode()
    },
    lines: async function* (wanted) {
      const lines = new BufferLines(wanted)
      for await (const piece of all()) yield* lines.add(piece)
      yield lines.end()
    },
  }
}

/** Buffers that no reader uses now; a thousand small logs need no thousand of them. */
const spare: Buffer[] = []

/** Pieces of the unpacked bytes of a file, each of which is good until the next one is asked for. */
async function* chunksOf(path: string, options: ReadOptions): AsyncGenerator<Buffer> {
  const { signal, onProgress } = options
  if (path === '-') {
    for await (const piece of process.stdin) yield piece as Buffer
    return
  }
  const { size } = await stat(path)
  let read = 0
  const stored = async function* (): AsyncGenerator<Buffer> {
    const file = await open(path)
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(pieceLength)
    try {
      for (;;) {
        signal?.throwIfAborted()
        const { bytesRead } = await file.read(buffer, 0, buffer.length)
        if (bytesRead === 0) return
        read += bytesRead
        yield buffer.subarray(0, bytesRead)
        onProgress?.(Math.min(1, read / size))
      }
    } finally {
      spare.push(buffer)
      await file.close()
    }
  }
  yield* unpacked(path, stored())
}

async function* explained<T>(path: string, from: AsyncIterable<T>): AsyncGenerator<T, undefined> {
  try {
    yield* from
  } catch (error) {
    throw explain(path, error)
  }
}
