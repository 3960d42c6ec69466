import { HumanError } from '../errors.ts'

/** Where a Redis is, and how it is spoken to. */
export interface RedisPlace {
  readonly mode: 'single' | 'sentinel' | 'cluster'
  /** One server, all known sentinels, or some nodes of the cluster. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly isTls: boolean
  /** The file of the authority that signs its certificates, where the system does not know it. */
  readonly authority?: string
  readonly user?: string
  readonly password?: string
  /** Sentinel's name of the master. */
  readonly master?: string
  readonly database: number
}

const form =
  /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]+)(?:\/([^?#]*))?(?:\?ca=([^?#&]+))?$/

const advice =
  'Write redis://host:6379, redis+sentinel://host:26379,host:26379/master-name or ' +
  'redis+cluster://host:6379,host:6379; rediss for TLS, with ?ca=FILE at the end for an authority of your own; user@ before the host.'

/**
 * Reads an address of Redis.
 * @throws HumanError that never repeats a password.
 */
export function readRedisUrl(url: string): RedisPlace {
  const match = form.exec(url.trim())
  if (!match) throw new HumanError(`The address of Redis was not understood. ${advice}`)
  const [, tls, kind, user = '', password, hosts = '', path = '', authority] = match
  const mode = kind === 'sentinel' || kind === 'cluster' ? kind : 'single'
  const port = mode === 'sentinel' ? 26379 : 6379
  const nodes = hosts.split(',').map((each) => nodeOf(each, port))
  if (mode === 'single' && nodes.length > 1) {
    throw new HumanError(`The address of Redis names several hosts. ${advice}`)
  }
  const parts = path.split('/').filter((part) => part !== '')
  const master = mode === 'sentinel' ? parts.shift() : undefined
  if (mode === 'sentinel' && master === undefined) {
    throw new HumanError(`The address of Redis lacks the name of Sentinel's master. ${advice}`)
  }
  if (authority !== undefined && tls !== 's') {
    throw new HumanError(`The address of Redis names an authority, but no TLS. ${advice}`)
  }
  const database = Number(parts[0] ?? 0)
  if (!Number.isInteger(database) || parts.length > 1 || (mode === 'cluster' && database !== 0)) {
    throw new HumanError(`The database in the address of Redis was not understood. ${advice}`)
  }
  return {
    mode,
    nodes,
    isTls: tls === 's',
    database,
    ...(user !== '' && { user: decode(user) }),
    ...(password !== undefined && { password: decode(password) }),
    ...(master !== undefined && { master }),
    ...(authority !== undefined && { authority: decode(authority) }),
  }
}

/** A place as a person reads it, without its password. */
export function describePlace({ mode, nodes, isTls }: RedisPlace): string {
  const hosts = nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
  return `${modeWords[mode]} at ${hosts}${isTls ? ' (TLS)' : ''}`
}

const modeWords: Readonly<Record<RedisPlace['mode'], string>> = {
  single: 'Redis',
  sentinel: 'Redis Sentinel',
  cluster: 'Redis Cluster',
}

function nodeOf(text: string, standard: number): { host: string; port: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text.trim())
  const port = Number(match?.[2] ?? standard)
  if (!match?.[1] || port < 1 || port > 65_535) {
    throw new HumanError(`A host in the address of Redis was not understood. ${advice}`)
  }
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
