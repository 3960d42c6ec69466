/**
 * Header names and values as they went over the wire, one after the other, without those that belong to one connection.
 * RFC 9110, section 7.6.1.
 */
export function endToEnd(raw: readonly string[], dropped: readonly string[] = []): string[] {
  const named = valuesOf(raw, 'connection').flatMap((value) => value.toLowerCase().split(/[\s,]+/))
  const gone = new Set([...hopByHop, ...named, ...dropped])
  return pairsOf(raw).flatMap(([name, value]) =>
    gone.has(name.toLowerCase()) ? [] : [name, value],
  )
}

/** The only headers that a log may hold: no credential is among them, whatever it is called. */
export function recordable(raw: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairsOf(raw)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => recorded.has(name)),
  )
}

/** The values of one header, by its name in lower case. */
export function valuesOf(raw: readonly string[], wanted: string): string[] {
  return pairsOf(raw).flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []))
}

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const recorded = new Set(['anthropic-beta', 'anthropic-version', 'request-id', 'retry-after'])

function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}
