const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text that base64 stands for; undefined where its bytes are no UTF-8, as those of a packed body are not. */
export function textOfBase64(base64: string): string | undefined {
  let escaped = ''
  let bits = 0
  let held = 0
  for (const character of base64) {
    const value = alphabet.indexOf(character)
    if (value < 0) continue
    held = (held << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    escaped += `%${((held >> bits) & 255).toString(16).padStart(2, '0')}`
  }
  return fromEscapes(escaped)
}

/** The text that bytes stand for; undefined where they are no UTF-8. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  let escaped = ''
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`
  return fromEscapes(escaped)
}

function fromEscapes(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}
