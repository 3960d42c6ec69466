import { createReadStream, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HumanError } from './errors.ts'
import { unpacked } from './unpacked.ts'

/**
 * The whole text of a file, or of standard input for `-`; packed files are unpacked.
 * @throws HumanError when it is missing, unreadable, a folder or no text.
 */
export async function readText(path: string): Promise<string> {
  try {
    const bytes = await bytesOf(path)
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

async function bytesOf(path: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of unpacked(path, storedBytes(path))) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

async function* storedBytes(path: string): AsyncGenerator<Buffer> {
  const stream = path === '-' ? process.stdin : createReadStream(path)
  for await (const piece of stream) yield piece as Buffer
}

/**
 * Lets text pass, which holds no NUL.
 * @throws HumanError for anything else.
 */
export function refuseBinary(path: string, bytes: Uint8Array): void {
  if (bytes.subarray(0, 8192).includes(0)) {
    throw new HumanError(
      `${path} is a binary file. Open a text file: a prompt, a request or a log.`,
    )
  }
}

/** An error of reading a file, in words for people where it is one that people can do something about. */
export function explain(path: string, error: unknown): unknown {
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
    case 'ZSTD_error_prefix_unknown':
    case 'ZSTD_error_corruption_detected':
    case 'ERR__ERROR_FORMAT_PADDING_1':
      return new HumanError(
        `${path} is a damaged packed file: it ends early or was changed. Fetch it again.`,
      )
    default:
      return error
  }
}
