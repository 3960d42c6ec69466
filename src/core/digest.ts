/**
 * A 128-bit digest of a text, as 32 hexadecimal digits. Fast and well mixed (MurmurHash3's x86_128 construction over
 * UTF-16 units), so that two different blocks do not meet in practice; not a defence against someone who tries.
 */
export function digest(text: string, seed = 0): string {
  let a = seed
  let b = seed
  let c = seed
  let d = seed
  const words = text.length >> 1
  const rounds = words >> 2
  for (let i = 0; i < rounds; i++) {
    const at = i << 3
    a = Math.imul(rotate(a ^ mixA(word(text, at)), 19) + b, 5) + 0x561ccd1b
    b = Math.imul(rotate(b ^ mixB(word(text, at + 2)), 17) + c, 5) + 0x0bcaa747
    c = Math.imul(rotate(c ^ mixC(word(text, at + 4)), 15) + d, 5) + 0x96cd1c35
    d = Math.imul(rotate(d ^ mixD(word(text, at + 6)), 13) + a, 5) + 0x32ac3b17
  }
  for (let i = rounds << 3; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a ^= mixA(unit + i)
    b = rotate(b, 7) ^ mixB(unit)
    c = rotate(c, 11) ^ mixC(unit)
    d = rotate(d, 17) ^ mixD(unit)
  }
  a ^= text.length
  b ^= text.length
  c ^= text.length
  d ^= text.length
  a += b + c + d
  b += a
  c += a
  d += a
  a = finish(a)
  b = finish(b)
  c = finish(c)
  d = finish(d)
  a += b + c + d
  b += a
  c += a
  d += a
  return hex(a) + hex(b) + hex(c) + hex(d)
}

function word(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

const mixA = (k: number): number => Math.imul(rotate(Math.imul(k, 0x239b961b), 15), 0xab0e9789)
const mixB = (k: number): number => Math.imul(rotate(Math.imul(k, 0xab0e9789), 16), 0x38b34ae5)
const mixC = (k: number): number => Math.imul(rotate(Math.imul(k, 0x38b34ae5), 17), 0xa1e38b93)
const mixD = (k: number): number => Math.imul(rotate(Math.imul(k, 0xa1e38b93), 18), 0x239b961b)

function finish(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
