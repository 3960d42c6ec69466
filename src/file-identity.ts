import { open } from 'node:fs/promises'
import { explain } from './files.ts'

/** What tells a file from what it was before, without reading all of it. */
export interface FileIdentity {
  readonly size: number
  /** Epoch milliseconds, with what the file system has of their parts. */
  readonly modifiedAt: number
  /** Its beginning, its end and pieces at even distances between. */
  readonly samples: Uint8Array
}

const sampleLength = 1 << 15
const sampleCount = 32

/**
 * What tells a file from what it was before.
 * @throws HumanError when it is missing, unreadable or a folder.
 */
export async function identityOf(path: string): Promise<FileIdentity> {
  try {
    const file = await open(path)
    try {
      const { size, mtimeMs } = await file.stat()
      const pieces: Buffer[] = []
      const last = Math.max(0, size - sampleLength)
      for (let i = 0; i < sampleCount; i++) {
        const at = Math.round((last * i) / (sampleCount - 1))
        const piece = Buffer.alloc(sampleLength)
        const { bytesRead } = await file.read(piece, 0, sampleLength, at)
        pieces.push(piece.subarray(0, bytesRead))
        if (last === 0) break
      }
      return { size, modifiedAt: mtimeMs, samples: Buffer.concat(pieces) }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw explain(path, error)
  }
}
