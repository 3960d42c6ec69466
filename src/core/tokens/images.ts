import { base64Length, byteAt } from './base64.ts'

/** Pixels of an image. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The size that the first bytes of a base64 image say: PNG, GIF, WebP or JPEG. */
export function imageSize(base64: string): Size | undefined {
  const byte = (at: number): number => byteAt(base64, at)
  const word = (at: number): number => byte(at) * 256 + byte(at + 1)
  const little = (at: number): number => byte(at + 1) * 256 + byte(at)
  if (word(0) === 0x8950) return { width: word(18), height: word(22) }
  if (word(0) === 0x4749) return { width: little(6), height: little(8) }
  if (word(0) === 0x5249 && word(8) === 0x5745) return webpSize(byte, little)
  return word(0) === 0xffd8 ? jpegSize(byte, word, base64Length(base64)) : undefined
}

function webpSize(byte: (at: number) => number, little: (at: number) => number): Size | undefined {
  const kind = byte(15)
  if (kind === 0x20) return { width: little(26) & 0x3fff, height: little(28) & 0x3fff }
  if (kind === 0x58) return { width: little(24) + 1, height: little(27) + 1 }
  if (kind !== 0x4c) return undefined
  const bits = little(21) + little(23) * 65536
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Steps from segment to segment until the one that holds the size. */
function jpegSize(
  byte: (at: number) => number,
  word: (at: number) => number,
  length: number,
): Size | undefined {
  let at = 2
  while (at + 9 < length && byte(at) === 0xff) {
    const kind = byte(at + 1)
    const isFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)
    if (isFrame) return { width: word(at + 7), height: word(at + 5) }
    at += 2 + Math.max(2, word(at + 2))
  }
  return undefined
}
