import { type Cursor, skipBlanks, skipString, skipValue } from './scan.ts'
import { jsonIn } from './values.ts'

/** What stood at a place of the line before: a value and its text, or the members or elements within it. */
interface Place {
  text: string
  value: unknown
  readonly members: Map<string, Place>
  readonly elements: Place[]
}

/**
 * Makes a reader of JSON objects in which lists grow from line to line, as a conversation does that is sent again with
 * every request. An element whose text is that of the line before is not parsed again: it is the same object, frozen, so
 * that what was found out about it need not be found out again either. Undefined for what is no JSON.
 */
export function repeatReader(): (text: string) => unknown {
  const before = newPlace()
  return (text) => {
    const cursor = { at: 0 }
    skipBlanks(text, cursor)
    const value = readObject(text, cursor, before, 0)
    if (value === undefined) return undefined
    skipBlanks(text, cursor)
    return cursor.at === text.length ? value : undefined
  }
}

/** Members of the line's own members may be lists that grow: those of a request. */
const listDepth = 2

function readObject(
  text: string,
  cursor: Cursor,
  before: Place,
  depth: number,
): Record<string, unknown> | undefined {
  if (text[cursor.at] !== '{') return undefined
  const made: Record<string, unknown> = {}
  cursor.at++
  skipBlanks(text, cursor)
  if (text[cursor.at] === '}') {
    cursor.at++
    return made
  }
  for (;;) {
    skipBlanks(text, cursor)
    const from = cursor.at
    if (text[from] !== '"' || !skipString(text, cursor)) return undefined
    const name = jsonIn(text.slice(from, cursor.at))
    skipBlanks(text, cursor)
    if (typeof name !== 'string' || text[cursor.at++] !== ':') return undefined
    skipBlanks(text, cursor)
    const value = readMember(text, cursor, placeOf(before.members, name), depth + 1)
    if (value === undefined) return undefined
    // As `JSON.parse` has it, a name is a name, whatever it means to an object.
    Object.defineProperty(made, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    skipBlanks(text, cursor)
    const next = text[cursor.at++]
    if (next === '}') return made
    if (next !== ',') return undefined
  }
}

function readMember(text: string, cursor: Cursor, before: Place, depth: number): unknown {
  const first = text[cursor.at]
  if (first === '{' && depth < listDepth) return readObject(text, cursor, before, depth)
  if (first === '[' && depth === listDepth) return readList(text, cursor, before)
  return readValue(text, cursor, before)
}

function readList(text: string, cursor: Cursor, before: Place): unknown[] | undefined {
  const made: unknown[] = []
  cursor.at++
  skipBlanks(text, cursor)
  if (text[cursor.at] === ']') {
    cursor.at++
    return made
  }
  for (;;) {
    skipBlanks(text, cursor)
    const place = (before.elements[made.length] ??= newPlace())
    const was = place.value
    const value = readValue(text, cursor, place)
    if (value === undefined) return undefined
    if (value !== was) freeze(value)
    made.push(value)
    skipBlanks(text, cursor)
    const next = text[cursor.at++]
    if (next === ']') break
    if (next !== ',') return undefined
  }
  before.elements.length = made.length
  return made
}

function readValue(text: string, cursor: Cursor, before: Place): unknown {
  const from = cursor.at
  if (!skipValue(text, cursor)) return undefined
  const own = text.slice(from, cursor.at)
  if (own !== before.text) before.value = jsonIn(own)
  // The newest text is kept, so that the line before can be forgotten.
  before.text = own
  return before.value
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const each of Object.values(value)) freeze(each)
}

function placeOf(places: Map<string, Place>, name: string): Place {
  const known = places.get(name)
  if (known) return known
  const made = newPlace()
  places.set(name, made)
  return made
}

function newPlace(): Place {
  return { text: '', value: undefined, members: new Map(), elements: [] }
}
