import * as net from 'node:net'
import * as tls from 'node:tls'
import { getProxyForUrl } from 'proxy-from-env'
import { HumanError } from '../errors.ts'
import { messagesIn } from './messages.ts'

/** Where requests go. */
export interface Upstream {
  /** Scheme and host, for people and records. */
  readonly origin: string
  readonly host: string
  /** What stands before each path. */
  readonly prefix: string
  /** The `Authorization` of requests that bring none: that of the address itself. */
  readonly authorization: string | undefined
  /** A new connection; where there is none, the socket says so itself, or this rejects. */
  readonly connect: () => Promise<net.Socket>
}

/**
 * The upstream at a base URL.
 * @param proxy URL of an HTTP proxy that it is reached through; without it that of the environment, if there is one.
 * @throws HumanError when one of them is none.
 */
export function upstreamAt(address: string, proxy?: string): Upstream {
  const base = urlOf(address, 'an API', 'https://api.anthropic.com')
  const place = placeOf(base)
  const usual = isHere(place.host) ? '' : getProxyForUrl(base.href)
  const named = proxy ?? usual
  const gate = named === '' ? undefined : urlOf(named, 'a proxy', 'http://localhost:8080')
  const open = base.protocol === 'https:' ? securely(place.host) : plainly
  return {
    origin: base.origin,
    host: base.host,
    prefix: base.pathname.replace(/\/$/, ''),
    authorization: credentialsOf(base),
    connect: async () => open(gate ? { socket: await through(gate, place) } : place),
  }
}

/** A host and its port, or a connection that leads there. */
type Place = { readonly host: string; readonly port: number } | { readonly socket: net.Socket }

function urlOf(text: string, what: string, example: string): URL {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new HumanError(`"${text}" is no address of ${what}. Name one such as ${example}.`)
}

/** Nobody else can reach this machine under these. */
function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)
}

function placeOf({ protocol, hostname, port }: URL) {
  const usual = protocol === 'https:' ? 443 : 80
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) }
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** Each side may end before the other, as it may without us in between. */
const options = { allowHalfOpen: true, noDelay: true } as const

function plainly(place: Place): net.Socket {
  return 'socket' in place ? place.socket : net.connect({ ...place, ...options })
}

/** TLS with a host, where each connection goes on with the session of the one before: that saves a round trip. */
function securely(host: string): (place: Place) => net.Socket {
  let session: Buffer | undefined
  return (place) => {
    const socket = tls.connect({
      ...place,
      ...options,
      // An address by number is no name to ask for.
      ...(net.isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
      ...(session && { session }),
    })
    socket.on('session', (newest) => {
      session = newest
    })
    return socket.setNoDelay()
  }
}

/** A connection through an HTTP proxy. RFC 9110, section 9.3.6. */
async function through(
  gate: URL,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<net.Socket> {
  const at = placeOf(gate)
  const socket = gate.protocol === 'https:' ? securely(at.host)(at) : plainly(at)
  const target = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`
  const authorization = credentialsOf(gate)
  const head = [
    `CONNECT ${target} HTTP/1.1`,
    `Host: ${target}`,
    ...(authorization === undefined ? [] : [`Proxy-Authorization: ${authorization}`]),
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  try {
    const status = await nextStatus(socket)
    if (status === 200) return socket
    throw new Error(`it answers ${status}`)
  } catch (error) {
    socket.destroy()
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`the proxy at ${gate.host} cannot be used: ${why}`)
  }
}

/** The status of the answer that comes next; what follows its head is left to others. */
function nextStatus(socket: net.Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    const answers = messagesIn('RESPONSE', {
      onHead: ({ status }) => {
        socket.off('data', read).pause()
        resolve(status)
        return true
      },
      onPiece: () => undefined,
      onEnd: () => undefined,
    })
    const read = (bytes: Buffer): void => {
      const failure = answers.read(bytes)
      if (failure) reject(failure)
    }
    socket.on('data', read)
    socket.once('error', reject)
    socket.once('end', () => {
      reject(new Error('it ends the connection'))
    })
  })
}
