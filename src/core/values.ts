/** An object as JSON spells it. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is an object as JSON spells it: no array, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; undefined when it is none. */
export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

/** The elements of an array; nothing for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as text; undefined when it is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A count of tokens; 0 for what is missing, negative or no number. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0
}

/** Epoch milliseconds of a date; without a zone it is taken as UTC. Undefined when it is none. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const isUnzoned = !value.endsWith('Z') && unzoned.test(value)
  const time = Date.parse(isUnzoned ? `${value.replace(' ', 'T')}Z` : value)
  return Number.isNaN(time) ? undefined : time
}

const unzoned = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/

/** Epoch milliseconds of a date, or of seconds, milliseconds, micro- or nanoseconds since the epoch, by their size. */
export function momentOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof count !== 'number') return timeOf(value)
  if (!Number.isFinite(count) || count <= 0) return undefined
  if (count < 1e11) return count * 1000
  if (count < 1e14) return count
  return Math.floor(count < 1e17 ? count / 1000 : count / 1e6)
}

/** What a text holds as JSON; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A value, or what its text holds as JSON; the text itself when that is no JSON. */
export function unquoted(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const held = jsonIn(value)
  return held === undefined ? value : held
}
