import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { Packr } from 'msgpackr/pack'

/** How the packed bytes of a value are stored; written into the bytes, so every machine can read those of another. */
const plain = 0
const zstd = 1
const brotli = 2

/** Three letters and the version of the format. */
const magic = Buffer.from('PCS1')
const digestLength = 12
const headerLength = magic.length + 1 + digestLength

/** Smaller values do not gain from compression; larger ones are compressed beside the main thread. */
const small = 512
const large = 1 << 20

/** Newer Node versions have zstd. */
const hasZstd = typeof zlib.zstdCompressSync === 'function'
const fast = hasZstd
  ? { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } }
  : { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }

const packr = new Packr({ useRecords: true, moreTypes: true })

/** A value as bytes, not yet compressed. */
export function pack(value: unknown): Buffer {
  // The packer reuses its buffer.
  return Buffer.from(packr.pack(value))
}

/** Packed bytes as they are stored under a key: compressed where that gains, and checked when they are read. */
export async function seal(key: string, packed: Buffer): Promise<Buffer> {
  if (packed.length < large) return sealNow(key, packed)
  const squeezed = hasZstd
    ? await promisify(zlib.zstdCompress)(packed, fast)
    : await promisify(zlib.brotliCompress)(packed, fast)
  return frame(key, hasZstd ? zstd : brotli, squeezed)
}

/** The same at once. */
export function sealNow(key: string, packed: Buffer): Buffer {
  if (packed.length < small) return frame(key, plain, packed)
  const squeezed = hasZstd
    ? zlib.zstdCompressSync(packed, fast)
    : zlib.brotliCompressSync(packed, fast)
  if (squeezed.length > packed.length * 0.9) return frame(key, plain, packed)
  return frame(key, hasZstd ? zstd : brotli, squeezed)
}

/** What was read from bytes: the value and its packed length. */
export interface Opened {
  readonly value: unknown
  readonly bytes: number
}

/** Reads the bytes stored under a key; undefined where they are not whole, not ours or another key's. */
export function unseal(key: string, sealed: Uint8Array): Opened | undefined {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < headerLength || !bytes.subarray(0, magic.length).equals(magic))
    return undefined
  const how = bytes[magic.length] ?? plain
  const body = bytes.subarray(headerLength)
  const digest = bytes.subarray(magic.length + 1, headerLength)
  if (!digestOf(key, how, body).equals(digest)) return undefined
  try {
    const packed = expand(how, body)
    return { value: packr.unpack(packed), bytes: packed.length }
  } catch {
    // Written by a Node that compresses in a way that this one cannot read.
    return undefined
  }
}

function expand(how: number, body: Buffer): Buffer {
  if (how === zstd) return zlib.zstdDecompressSync(body)
  return how === brotli ? zlib.brotliDecompressSync(body) : body
}

function frame(key: string, how: number, body: Buffer): Buffer {
  return Buffer.concat([magic, Buffer.of(how), digestOf(key, how, body), body])
}

/** Of the key too, so that no value is taken for another's. */
function digestOf(key: string, how: number, body: Buffer): Buffer {
  const hash = createHash('sha256').update(`${key}\n${how}\n`).update(body)
  return hash.digest().subarray(0, digestLength)
}
