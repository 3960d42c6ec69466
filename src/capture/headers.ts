import type { MessageHead } from './messages.ts'
import type { Upstream } from './upstream.ts'

/**
 * The start of a request as the upstream gets it: with its host, at its path, and else as it came.
 * @param length Bytes of a body that was changed.
 */
export function requestHead(
  { method, url, version, headers }: MessageHead,
  { host, prefix, authorization }: Pick<Upstream, 'host' | 'prefix' | 'authorization'>,
  length?: number,
): string {
  const sent: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const known = name.toLowerCase()
    if (neverSent.has(known) || (length !== undefined && ofBody.has(known))) continue
    sent.push(name, known === 'host' ? host : (headers[i + 1] ?? ''))
  }
  if (length !== undefined) sent.push('Content-Length', String(length))
  if (authorization !== undefined && valueOf(headers, 'authorization') === undefined) {
    sent.push('Authorization', authorization)
  }
  return `${method} ${prefix}${url} HTTP/${version}\r\n${headerLines(sent)}\r\n`
}

export function headerLines(headers: readonly string[]): string {
  let lines = ''
  for (let i = 0; i + 1 < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`
  return lines
}

/** Whether a body comes in pieces that say how long they are. RFC 9112, section 7.1. */
export function isChunked({ headers }: MessageHead): boolean {
  return valueOf(headers, 'transfer-encoding')?.toLowerCase() === 'chunked'
}

/** Whether a client waits to be told to send the body. RFC 9110, section 10.1.1. */
export function isExpecting({ headers }: MessageHead): boolean {
  return valueOf(headers, 'expect')?.toLowerCase() === '100-continue'
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

/** Offers of a protocol that we could not read: without them both sides stay with this one. RFC 9110, section 7.8. */
const neverSent: ReadonlySet<string> = new Set(['upgrade', 'http2-settings'])

/** What says how a body comes. */
const ofBody: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'expect'])

const recorded = new Set(['anthropic-beta', 'anthropic-version', 'request-id', 'retry-after'])
