import { HumanError } from '../errors.ts'

/** Where a Redis is, and how it is spoken to. */
export interface RedisPlace {
  readonly mode: 'single' | 'sentinel' | 'cluster'
  /** One server, all known sentinels, or some nodes of the cluster. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly isTls: boolean
  readonly user?: string
  readonly password?: string
  /** Sentinel's name of the master. */
  readonly master?: string
  readonly database: number
}

const form =
  /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]+)(?:\/([^?#]*))?$/

const advice =
  'Write redis://host:6379, redis+sentinel://host:26379,host:26379/master-name or ' +
  'redis+cluster://host:6379,host:6379; rediss for TLS; user@ before the host.'

/**
 * Reads an address of Redis.
 * @throws HumanError that never repeats a password.
 */
export function readRedisUrl(url: string): RedisPlace {
  const match = form.exec(url.trim())
  if (!match) throw new HumanError(`The address of Redis was not understood. ${advice}`)
  const [, tls, kind, user = '', password, hosts = '', path = ''] = match
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
  }
}

/** A place as a person reads it, without its password. */
export function describePlace({ mode, nodes, isTls }: RedisPlace): string {
  const hosts = nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
  const kind = mode === 'single' ? 'Redis' : mode === 'cluster' ? 'Redis Cluster' : 'Redis Sentinel'
  return `${kind} at ${hosts}${isTls ? ' (TLS)' : ''}`
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
