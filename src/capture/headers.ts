/**
 * Header names and values as they went over the wire, one after the other, without those that belong to one connection.
 * RFC 9110, section 7.6.1. Runs while a client waits, so that it makes no more than the list that it answers.
 */
export function endToEnd(raw: readonly string[], dropped?: ReadonlySet<string>): string[] {
  const named = namedByConnection(raw)
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const known = name.toLowerCase()
    if (hopByHop.has(known) || dropped?.has(known) || named?.includes(known)) continue
    kept.push(name, raw[i + 1] ?? '')
  }
  return kept
}

/** The only headers that a log may hold: no credential is among them, whatever it is called. */
export function recordable(raw: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {}
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]?.toLowerCase() ?? ''
    if (recorded.has(name)) kept[name] = raw[i + 1] ?? ''
  }
  return kept
}

/** The first value of a header, by its name in lower case. */
export function valueOf(raw: readonly string[], wanted: string): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.length === wanted.length && raw[i]?.toLowerCase() === wanted) return raw[i + 1]
  }
  return undefined
}

/** What `Connection` says that belongs to this connection too; undefined where it says nothing unusual. */
function namedByConnection(raw: readonly string[]): readonly string[] | undefined {
  let named: string[] | undefined
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() !== 'connection') continue
    const value = raw[i + 1]?.toLowerCase() ?? ''
    if (value === 'keep-alive' || value === 'close') continue
    named = [...(named ?? []), ...value.split(/[\s,]+/)]
  }
  return named
}

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const recorded = new Set(['anthropic-beta', 'anthropic-version', 'request-id', 'retry-after'])
