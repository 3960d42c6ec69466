import type { JsonObject } from './values.ts'

/** Members of an object that are wanted: whole, or in turn some of their members. */
export interface Wanted {
  readonly [key: string]: true | Wanted
}

/**
 * Reads of a JSON object the wanted members only; the others are passed over without being parsed, which is several
 * times as fast where they are long. Undefined for a text that is no object or ends before it does.
 */
export function pick(text: string, wanted: Wanted): JsonObject | undefined {
  const cursor = { at: 0 }
  skipBlanks(text, cursor)
  const picked = pickMembers(text, cursor, wanted)
  if (!picked) return undefined
  skipBlanks(text, cursor)
  return cursor.at === text.length ? picked : undefined
}

interface Cursor {
  at: number
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

function pickMembers(text: string, cursor: Cursor, wanted: Wanted): JsonObject | undefined {
  if (text.charCodeAt(cursor.at) !== openBrace) return undefined
  const names = Object.keys(wanted)
  const picked: Record<string, unknown> = {}
  cursor.at++
  for (;;) {
    skipBlanks(text, cursor)
    const code = text.charCodeAt(cursor.at)
    if (code === closeBrace) {
      cursor.at++
      return picked
    }
    if (code === comma) {
      cursor.at++
      continue
    }
    if (code !== quote) return undefined
    const from = cursor.at + 1
    if (!skipString(text, cursor)) return undefined
    const length = cursor.at - 1 - from
    const name = names.find((each) => each.length === length && text.startsWith(each, from))
    skipBlanks(text, cursor)
    if (text.charCodeAt(cursor.at) !== colon) return undefined
    cursor.at++
    skipBlanks(text, cursor)
    const of = name === undefined ? undefined : wanted[name]
    if (name === undefined || of === undefined) {
      if (!skipValue(text, cursor)) return undefined
    } else if (of !== true && text.charCodeAt(cursor.at) === openBrace) {
      const inner = pickMembers(text, cursor, of)
      if (!inner) return undefined
      picked[name] = inner
    } else {
      const start = cursor.at
      if (!skipValue(text, cursor)) return undefined
      picked[name] = parsed(text.slice(start, cursor.at))
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function skipBlanks(text: string, cursor: Cursor): void {
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return
    cursor.at++
  }
}

/** Goes on to behind a value; false where the text ends before. */
function skipValue(text: string, cursor: Cursor): boolean {
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

/** Goes on to behind a string; a quote is its end unless an odd number of backslashes stands before it. */
function skipString(text: string, cursor: Cursor): boolean {
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
