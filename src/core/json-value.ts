/** A JSON object whose fields are not known yet. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object, and not an array or null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The elements of an array; nothing for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value when it is a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
