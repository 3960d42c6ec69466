import { createReadStream, readFileSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { HumanError } from './errors.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the share of the stored file that was read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/**
 * The whole text of a file, or of standard input for `-`.
 * @throws HumanError when it is missing, unreadable, a folder or no text.
 */
export async function readText(path: string): Promise<string> {
  try {
    const bytes = path === '-' ? await bytesOf(process.stdin) : await readFile(path)
    refuseBinary(path, bytes)
    return new TextDecoder('utf-8').decode(bytes)
  } catch (error) {
    throw explain(path, error)
  }
}

/** The text of a small file beside another; undefined when there is none that can be read. */
export function readSibling(path: string, name: string): string | undefined {
  try {
    return readFileSync(join(dirname(path), name), 'utf8')
  } catch {
    return undefined
  }
}

/** The text of a file beside another one; undefined when it is not there or cannot be read. */
export function textIfThere(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8').decode(readFileSync(path))
  } catch {
    return undefined
  }
}

/**
 * The lines of a text file, or of standard input for `-`, without their line ends; gzip is unpacked. The last line may
 * be cut off.
 * @throws HumanError when the file is missing, unreadable, a folder, damaged or no text.
 */
export async function* readLines(path: string, options: ReadOptions = {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  let isFirst = true
  try {
    const { stored, size, unpacked } = await openBytes(path)
    for await (const piece of unpacked) {
      const bytes = piece as Uint8Array
      if (isFirst) refuseBinary(path, bytes)
      isFirst = false
      const text = rest + decoder.decode(bytes, { stream: true })
      let start = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        yield text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end)
        start = end + 1
      }
      rest = text.slice(start)
      options.signal?.throwIfAborted()
      if (size > 0) options.onProgress?.(stored.bytesRead / size)
    }
  } catch (error) {
    throw explain(path, error)
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

/** The bytes of a file as they are stored, and unpacked where they are gzip, in pieces of up to a megabyte. */
async function openBytes(
  path: string,
): Promise<{ stored: { readonly bytesRead: number }; size: number; unpacked: Readable }> {
  if (path === '-') return { stored: { bytesRead: 0 }, size: 0, unpacked: process.stdin }
  const { size } = await stat(path)
  const isPacked = await isGzip(path)
  const stored = createReadStream(path, { highWaterMark: 1 << 20 })
  if (!isPacked) return { stored, size, unpacked: stored }
  // Errors of either end reach whoever iterates over the unpacked stream.
  const unpacked = pipeline(stored, createGunzip({ chunkSize: 1 << 18 }), () => undefined)
  return { stored, size, unpacked }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Text holds no NUL. */
function refuseBinary(path: string, bytes: Uint8Array): void {
  if (bytes.subarray(0, 8192).includes(0)) {
    throw new HumanError(
      `${path} is a binary file. Open a text file: a prompt, a request or a log.`,
    )
  }
}

function explain(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return new HumanError(`${path} does not exist. Check the name.`)
    case 'EACCES':
    case 'EPERM':
      return new HumanError(`${path} may not be read by you. Check its permissions.`)
    case 'EISDIR':
      return new HumanError(`${path} is a folder. Name a file in it.`)
    case 'Z_BUF_ERROR':
    case 'Z_DATA_ERROR':
      return new HumanError(
        `${path} is a damaged gzip file: it ends early or was changed. Fetch it again.`,
      )
    default:
      return error
  }
}
