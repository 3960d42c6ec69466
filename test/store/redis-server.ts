import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { redisPath } from '../install/redis.mjs'
import { end, onStop, start } from '../process.mjs'

/** A Redis of our own: on a free port of the loopback interface, in a folder that goes with it. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** A connection without anything of the store's. */
  readonly client: Redis
  /** Stops it from answering, without closing a connection; or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Kills it and starts it again on the same port, with what it had saved. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a Redis with options as on its command line. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pcs-redis-'))
  const chosen = options.includes('--port') ? options[options.indexOf('--port') + 1] : undefined
  const port = chosen === undefined ? await freePort() : Number(chosen)
  const program = await redisPath()
  if (program === undefined) throw new Error('There is no Redis server here.')
  const isSentinel = options.includes('--sentinel')
  const config = join(folder, 'redis.conf')
  const rest = options.filter((each) => each !== '--sentinel')
  writeFileSync(config, isSentinel ? `${rest.join('\n')}\n` : '')
  const args = [
    config,
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...(isSentinel ? ['--sentinel'] : rest),
  ]
  const run = () => start(program, args, { stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } })
  let child = run()
  const password = options[options.indexOf('--requirepass') + 1]
  const client = new Redis({
    port,
    host: '127.0.0.1',
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
    ...(options.includes('--requirepass') && password !== undefined && { password }),
  })
  client.on('error', () => undefined)
  const stop = onStop(async () => {
    client.disconnect()
    signal('SIGCONT')
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  })
  const signal = (name: NodeJS.Signals): void => {
    // The head of a process group of its own.
    if (child.pid !== undefined) process.kill(-child.pid, name)
  }
  await client.ping()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    client,
    signal,
    restart: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve))
      signal('SIGKILL')
      await gone
      child = run()
      await client.ping()
    },
    stop: () => stop().then(() => undefined),
  }
}

/** Starts a cluster of three masters that share all slots. */
export async function startCluster(): Promise<readonly RedisServer[]> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(...options)))
  const bounds = [0, 5461, 10_923, 16_384]
  for (const [i, { client }] of nodes.entries()) {
    const [from = 0, to = 0] = bounds.slice(i)
    await client.cluster('SET-CONFIG-EPOCH', i + 1)
    await client.call('CLUSTER', 'ADDSLOTSRANGE', from, to - 1)
  }
  for (const { client } of nodes) {
    for (const { port } of nodes) await client.cluster('MEET', '127.0.0.1', port)
  }
  for (const { client } of nodes) {
    while (!(await client.cluster('INFO')).includes('cluster_state:ok')) await sleep(50)
  }
  return nodes
}

/** A port that nobody listens on; low enough for a cluster's second one, ten thousand above. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 30_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false)
      })
      server.listen(port, '127.0.0.1', () => {
        resolve(true)
      })
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
