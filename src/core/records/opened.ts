import { isObject } from '../values.ts'

/**
 * Where logs keep their records: the ways of keys to them, `*` for each element of a list. What stands there is an
 * object (`{`) or a list (`[`); anything else under the same keys is not opened.
 */
export const containers: ReadonlyMap<string, '{' | '['> = new Map([
  ['/log', '{'],
  ['/log/entries', '['],
  ['/interactions', '['],
  ['/http_interactions', '['],
  ['/data', '['],
  ['/events', '['],
  ['/observations', '['],
  ['/records', '['],
  ['/Records', '['],
  ['/steps', '['],
  ['/resourceSpans', '['],
  ['/resourceSpans/*', '{'],
  ['/resourceSpans/*/scopeSpans', '['],
  ['/resourceSpans/*/scopeSpans/*', '{'],
  ['/resourceSpans/*/scopeSpans/*/spans', '['],
  ['/resourceLogs', '['],
  ['/resourceLogs/*', '{'],
  ['/resourceLogs/*/scopeLogs', '['],
  ['/resourceLogs/*/scopeLogs/*', '{'],
  ['/resourceLogs/*/scopeLogs/*/logRecords', '['],
])

/** The records in a value: what its containers hold, and the value itself where it has none. */
export function opened(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(opened)
  if (!isObject(value)) return [value]
  const found: unknown[] = []
  const hasContainer = open(value, '', found)
  return hasContainer ? found : [value]
}

function open(value: unknown, path: string, found: unknown[]): boolean {
  if (Array.isArray(value)) {
    for (const each of value) if (!open(each, `${path}/*`, found)) found.push(each)
    return true
  }
  if (!isObject(value)) return false
  let hasContainer = false
  for (const key in value) {
    const inner = value[key]
    const kind = containers.get(`${path}/${key}`)
    if (kind === undefined || kind !== kindOf(inner)) continue
    hasContainer = open(inner, `${path}/${key}`, found) || hasContainer
  }
  return hasContainer
}

function kindOf(value: unknown): '{' | '[' | undefined {
  if (Array.isArray(value)) return '['
  return isObject(value) ? '{' : undefined
}
