import { type Cursor, skipBlanks, skipString, skipValue } from './scan.ts'
import { type JsonObject, jsonIn, objectOf } from './values.ts'

/** Members of an object that are wanted: whole, or in turn some of their members. */
export interface Wanted {
  readonly [key: string]: true | Wanted
}

/** Members by name, as they are looked for. */
interface Plan {
  readonly names: readonly string[]
  readonly inner: readonly (Plan | undefined)[]
  /** The text of each value that was read last, and the value: lines that follow each other repeat most of them. */
  readonly texts: string[]
  readonly values: unknown[]
}

/**
 * Makes a reader of JSON objects that may leave out what is not wanted: in a long text the other members are passed over
 * without being parsed, which is several times as fast. It gives undefined for a text that is no object or ends before
 * it does. Values are shared between objects and must be left as they are.
 * @param short Characters below which a text is parsed whole.
 */
export function picker(
  wanted: Wanted,
  short = worthSkipping,
): (text: string) => JsonObject | undefined {
  const plan = planOf(wanted)
  return (text) => {
    if (text.length < short) return objectOf(jsonIn(text))
    const cursor = { at: 0 }
    skipBlanks(text, cursor)
    const picked = pickMembers(text, cursor, plan)
    if (!picked) return undefined
    skipBlanks(text, cursor)
    return cursor.at === text.length ? picked : undefined
  }
}

/** Characters below which the engine's own parser is the faster one; measured on lines of transcripts with Node 24. */
const worthSkipping = 3000

function planOf(wanted: Wanted): Plan {
  const entries = Object.entries(wanted)
  return {
    names: entries.map(([name]) => name),
    inner: entries.map(([, of]) => (of === true ? undefined : planOf(of))),
    texts: entries.map(() => ''),
    values: entries.map(() => undefined),
  }
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d

function pickMembers(text: string, cursor: Cursor, plan: Plan): JsonObject | undefined {
  if (text.charCodeAt(cursor.at) !== openBrace) return undefined
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
    const found = indexOfName(plan.names, text, from, cursor.at - 1)
    skipBlanks(text, cursor)
    if (text.charCodeAt(cursor.at) !== colon) return undefined
    cursor.at++
    skipBlanks(text, cursor)
    const name = plan.names[found]
    const inner = plan.inner[found]
    if (name === undefined) {
      if (!skipValue(text, cursor)) return undefined
    } else if (inner && text.charCodeAt(cursor.at) === openBrace) {
      const members = pickMembers(text, cursor, inner)
      if (!members) return undefined
      picked[name] = members
    } else {
      const start = cursor.at
      if (!skipValue(text, cursor)) return undefined
      picked[name] = valueOf(text.slice(start, cursor.at), plan, found)
    }
  }
}

/** -1 for none. */
function indexOfName(names: readonly string[], text: string, from: number, end: number): number {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    if (name.length === end - from && text.startsWith(name, from)) return i
  }
  return -1
}

function valueOf(text: string, plan: Plan, at: number): unknown {
  if (plan.texts[at] === text) return plan.values[at]
  const value = jsonIn(text)
  plan.texts[at] = text
  plan.values[at] = value
  return value
}
