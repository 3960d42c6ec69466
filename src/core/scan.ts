/** A place in a text of JSON that is passed over without being parsed. */
export interface Cursor {
  at: number
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** Goes on to what is no white space. */
export function skipBlanks(text: string, cursor: Cursor): void {
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return
    cursor.at++
  }
}

/** Goes on to behind a value; false where the text ends before. */
export function skipValue(text: string, cursor: Cursor): boolean {
  const first = text.charCodeAt(cursor.at)
  if (first === quote) return skipString(text, cursor)
  if (first === openBrace || first === openBracket) return skipNested(text, cursor)
  const from = cursor.at
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (Number.isNaN(code)) return false
    if (code === comma || code === closeBrace || code === closeBracket) return cursor.at > from
    cursor.at++
  }
}

/** Goes on to behind a string; a quote is its end unless an odd number of backslashes stands before it. */
export function skipString(text: string, cursor: Cursor): boolean {
  let end = cursor.at
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end < 0) return false
    let before = end - 1
    while (text.charCodeAt(before) === backslash) before--
    if ((end - before) % 2 === 1) break
  }
  cursor.at = end + 1
  return true
}

function skipNested(text: string, cursor: Cursor): boolean {
  let depth = 0
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code === quote) {
      if (!skipString(text, cursor)) return false
      continue
    }
    if (Number.isNaN(code)) return false
    cursor.at++
    if (code === openBrace || code === openBracket) depth++
    else if (code === closeBrace || code === closeBracket) {
      depth--
      if (depth === 0) return true
    }
  }
}
