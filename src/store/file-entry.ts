/** An entry of the store as the head of its file tells it. */
export interface FileEntry {
  readonly key: string
  /** Of the value, as it is stored. */
  readonly size: number
  readonly expiresAt: number
  readonly tick: number
  readonly hits: number
  readonly pinned: boolean
}

// magic 4 · key length 2 · expiry 8 · tick 8 · hits 4 · pinned 1 · key · value
const magic = 'PCF1'

/** Bytes before the key. */
export const headLength = 27

/** Bytes at the end of the head that change while the entry is used. */
export const useLength = 21

export const longestKey = 500

/** The head of a file with its key. */
export function headOf(key: string, use: Omit<FileEntry, 'key' | 'size'>): Buffer {
  const head = Buffer.alloc(headLength - useLength)
  head.write(magic, 'latin1')
  head.writeUInt16LE(Buffer.byteLength(key), magic.length)
  return Buffer.concat([head, useOf(use), Buffer.from(key)])
}

/** The part of the head that is written over while the entry is used. */
export function useOf({ expiresAt, tick, hits, pinned }: Omit<FileEntry, 'key' | 'size'>): Buffer {
  const use = Buffer.alloc(useLength)
  use.writeDoubleLE(expiresAt, 0)
  use.writeDoubleLE(tick, 8)
  use.writeUInt32LE(hits, 16)
  use.writeUInt8(Number(pinned), 20)
  return use
}

/** Reads a head; undefined where it is none of ours. `length` is that of the whole file. */
export function parse(bytes: Buffer, length = bytes.length): FileEntry | undefined {
  if (bytes.length < headLength || bytes.toString('latin1', 0, magic.length) !== magic) {
    return undefined
  }
  const keyEnd = headLength + bytes.readUInt16LE(magic.length)
  if (keyEnd > bytes.length) return undefined
  const at = headLength - useLength
  return {
    key: bytes.toString('utf8', headLength, keyEnd),
    size: length - keyEnd,
    expiresAt: bytes.readDoubleLE(at),
    tick: bytes.readDoubleLE(at + 8),
    hits: bytes.readUInt32LE(at + 16),
    pinned: bytes.readUInt8(at + 20) === 1,
  }
}
