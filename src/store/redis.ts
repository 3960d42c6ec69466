import { readFileSync } from 'node:fs'
import { Cluster, Redis } from 'ioredis'
import { HumanError } from '../errors.ts'
import { type RedisPlace, describePlace } from './redis-url.ts'
import { type Outage, outageOf } from './redis-outage.ts'

/** What a team shares: bytes by key. Every call ends in time, and never throws. */
export interface SharedTier {
  /** Undefined where there is none, or no answer in time. */
  read(key: string): Promise<Shared | undefined>
  /**
   * Writes bytes. Unless `replace` is given, the first of several clients wins: what it wrote is answered to the others.
   */
  write(key: string, bytes: Uint8Array, options: WriteOptions): Promise<Shared | undefined>
  remove(pattern: string): Promise<number>
  readonly state: SharedState
  /** What a person calls it, without its password. */
  readonly name: string
  /** Resolves when it answers for the first time or is known to be down. */
  readonly settled: Promise<void>
  close(): void
}

export interface Shared {
  readonly bytes: Uint8Array
  /** Milliseconds that are left of its lifetime; Infinity without one. */
  readonly ttl: number
}

export interface WriteOptions {
  /** Milliseconds; Infinity for no lifetime. */
  readonly ttl: number
  readonly replace?: boolean
}

export type SharedState = 'connecting' | 'ready' | 'down'

/** Milliseconds that an answer is waited for: the rest of 50 is for the tiers of this machine. */
const patience = 35

/** Milliseconds between two looks at a server that did not answer; doubles up to the second. */
const shortestPause = 250
const longestPause = 15_000

/** Milliseconds that such a look takes at most. */
const longestLook = 1000

/** Milliseconds in which a full server is not written to. */
const fullPause = 30_000

/** Larger values are faster computed than fetched within `patience`. */
const largest = 4 << 20

const prefix = 'prompt-cache:'

/**
 * Connects to a Redis, a Sentinel or a Cluster, and goes on trying; says once what is wrong, until it is well again.
 * @throws HumanError when the file of its authority cannot be read.
 */
export function openRedis(place: RedisPlace, onNotice: (message: string) => void): SharedTier {
  const client = connect(place)
  const name = describePlace(place)
  let state: SharedState = 'connecting'
  let noticed: Outage['kind'] | undefined
  let pause = shortestPause
  let probe: NodeJS.Timeout | undefined
  let fullUntil = 0
  let isClosed = false
  let settle: () => void = () => undefined
  const settled = new Promise<void>((resolve) => (settle = resolve))

  const note = (error: unknown): void => {
    if (noticed !== undefined || isClosed) return
    const { kind, message } = outageOf(error, name)
    noticed = kind
    onNotice(message)
  }
  /** Nothing is asked until a look finds it well. What may be over in a moment is told only if the look finds it too. */
  const down = (error: unknown, isLook = false): void => {
    const { kind } = outageOf(error, name)
    const isPassing = kind === 'slow' || kind === 'unreachable'
    if (isLook || !isPassing) note(error)
    if (kind === 'full') {
      fullUntil = Date.now() + fullPause
      return
    }
    state = 'down'
    settle()
    if (probe || isClosed) return
    probe = setTimeout(look, pause)
    probe.unref()
    pause = Math.min(longestPause, pause * 2)
  }
  const up = (): void => {
    state = 'ready'
    pause = shortestPause
    if (noticed !== 'full') noticed = undefined
    settle()
  }
  const look = (): void => {
    probe = undefined
    if (isClosed) return
    // While the connection itself is lost, the client makes it anew and says so.
    if (client.status !== 'ready') {
      down(new Error('ECONNREFUSED'), true)
      return
    }
    within(client.ping(), longestLook).then(up, (error: unknown) => {
      down(error, true)
    })
  }
  client.on('error', (error) => {
    down(error)
  })
  client.on('ready', up)
  client.on('close', () => {
    down(new Error('ECONNRESET'))
  })

  /** Asks, unless it is known that there is no answer. */
  const ask = async <T>(command: () => Promise<T>): Promise<T | undefined> => {
    if (state !== 'ready' || client.status !== 'ready') return undefined
    try {
      return await within(command(), patience)
    } catch (error) {
      down(error)
      return undefined
    }
  }

  const read = async (key: string): Promise<Shared | undefined> => {
    // Both go in one round trip.
    const both = () => Promise.all([client.getBuffer(prefix + key), client.pttl(prefix + key)])
    const [bytes, ttl] = (await ask(both)) ?? []
    if (!bytes || ttl === undefined || ttl === -2) return undefined
    return { bytes, ttl: ttl < 0 ? Infinity : ttl }
  }

  return {
    name,
    settled,
    get state() {
      return state
    },
    read,
    write: async (key, bytes, { ttl, replace }) => {
      if (bytes.length > largest || Date.now() < fullUntil) return undefined
      const life = ttl === Infinity ? [] : ['PX', String(Math.max(1, Math.round(ttl)))]
      const parts = [prefix + key, Buffer.from(bytes), ...life, ...(replace ? [] : ['NX'])]
      const reply = await ask(() => client.call('SET', parts))
      // Null says that another client was first.
      return reply === null ? read(key) : undefined
    },
    remove: async (pattern) => {
      if (state !== 'ready') return 0
      let count = 0
      try {
        const nodes = client instanceof Cluster ? client.nodes('master') : [client]
        for (const node of nodes) {
          for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
            const match = prefix + pattern.replace(/[\\[\]]/g, '\\$&')
            const scan = node.scan(cursor, 'MATCH', match, 'COUNT', 500)
            const [next, keys] = await within(scan, 2000)
            cursor = next
            const gone = await within(Promise.all(keys.map((key) => client.unlink(key))), 2000)
            count += gone.reduce((sum, each) => sum + each, 0)
          }
        }
      } catch (error) {
        down(error)
      }
      return count
    },
    close: () => {
      isClosed = true
      clearTimeout(probe)
      client.disconnect()
    },
  }
}

function connect(place: RedisPlace): Redis | Cluster {
  const login = {
    ...(place.user !== undefined && { username: place.user }),
    ...(place.password !== undefined && { password: place.password }),
    ...(place.isTls && { tls: trust(place) }),
  }
  const again = (times: number): number => Math.min(longestPause, shortestPause * 2 ** (times - 1))
  const common = {
    ...login,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: again,
  }
  if (place.mode === 'cluster') {
    return new Cluster([...place.nodes], {
      clusterRetryStrategy: again,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      redisOptions: common,
    })
  }
  if (place.mode === 'sentinel') {
    return new Redis({
      ...common,
      sentinels: [...place.nodes],
      name: place.master ?? '',
      db: place.database,
      sentinelRetryStrategy: again,
      enableAutoPipelining: true,
      ...(place.isTls && { enableTLSForSentinelMode: true }),
    })
  }
  const [node] = place.nodes
  return new Redis({ ...common, ...node, db: place.database, enableAutoPipelining: true })
}

/** Who is trusted with certificates: those whom the system trusts, or the one that is named. */
function trust({ authority }: RedisPlace): { readonly ca?: Buffer } {
  if (authority === undefined) return {}
  try {
    return { ca: readFileSync(authority) }
  } catch {
    throw new HumanError(
      `${authority}, named in the address of Redis, cannot be read. Name the file of its authority (PEM).`,
    )
  }
}

/** A promise that is rejected when it takes too long. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('ETIMEDOUT'))
    }, milliseconds)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
