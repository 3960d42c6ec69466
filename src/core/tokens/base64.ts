/** Bytes that a base64 text stands for, about. */
export function base64Length(base64: string): number {
  return Math.floor((base64.length * 3) / 4)
}

/** One byte of a base64 text; what is no base64 counts as a slash. */
export function byteAt(base64: string, at: number): number {
  const from = Math.floor(at / 3) * 4
  return (bitsAt(base64, from) >> (16 - (at % 3) * 8)) & 255
}

/** The bytes of a base64 text, each as a character. */
export function decodeBase64(base64: string): string {
  const parts: string[] = []
  for (let from = 0; from < base64.length; from += chunk) {
    const bytes: number[] = []
    for (let at = from; at < Math.min(base64.length, from + chunk); at += 4) {
      const bits = bitsAt(base64, at)
      bytes.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255)
    }
    parts.push(String.fromCharCode(...bytes))
  }
  return parts.join('')
}

const chunk = 16_384

function bitsAt(base64: string, at: number): number {
  return (
    (sixBits(base64.charCodeAt(at)) << 18) |
    (sixBits(base64.charCodeAt(at + 1)) << 12) |
    (sixBits(base64.charCodeAt(at + 2)) << 6) |
    sixBits(base64.charCodeAt(at + 3))
  )
}

function sixBits(code: number): number {
  if (code >= 97) return (code - 71) & 63
  if (code >= 65) return code - 65
  if (code >= 48) return (code + 4) & 63
  return code === 43 ? 62 : 63
}
