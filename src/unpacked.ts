import { Readable, type Transform, pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import * as zlib from 'node:zlib'
import { HumanError } from './errors.ts'

/**
 * The bytes of a file, unpacked where it is packed: gzip and zstd by how they begin, Brotli by the name's end. The file
 * is closed when nobody wants more of it, too.
 */
export async function* unpacked(
  path: string,
  stored: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    const first = await stored.next()
    if (!first.done) yield* unpackedFrom(path, first.value, stored)
  } finally {
    await stored.return(undefined)
  }
}

async function* unpackedFrom(
  path: string,
  start: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  const unpack = unpackerOf(path, start)
  const whole = async function* (): AsyncGenerator<Buffer> {
    // The unpacker may still hold a piece when the next one is read.
    yield unpack ? Buffer.from(start) : start
    for await (const piece of rest) yield unpack ? Buffer.from(piece) : piece
  }
  if (!unpack) {
    yield* whole()
    return
  }
  // Errors of either end reach whoever iterates over the unpacked stream.
  const stream = pipeline(Readable.from(whole()), unpack, () => undefined)
  for await (const piece of stream) yield piece as Buffer
}

function unpackerOf(path: string, start: Buffer): Transform | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return createGunzip({ chunkSize: 1 << 18 })
  if (start.length >= 4 && start.readUInt32LE() === 0xfd2fb528) return zstd(path)
  return path.endsWith('.br') ? createBrotliDecompress({ chunkSize: 1 << 18 }) : undefined
}

/** Node has it from 22.15 on, and not every editor's. */
function zstd(path: string): Transform {
  const { createZstdDecompress } = zlib as Partial<typeof zlib>
  if (createZstdDecompress) return createZstdDecompress({ chunkSize: 1 << 18 })
  throw new HumanError(
    `${path} is packed with zstd, which this Node cannot unpack. Unpack it first.`,
  )
}
