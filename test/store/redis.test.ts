import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind } from '../../src/store/keys.ts'
import { openStore } from '../../src/store/open-store.ts'
import { countsOf } from '../../src/store/statistics.ts'
import type { Store } from '../../src/store/store.ts'
import { byTier } from '../../src/store/tiers.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { type RedisServer, freePort, startCluster, startRedis } from './redis-server.ts'

const counts: Kind<number> = { name: 'counts', tier: 'module', holdsText: false }
const texts: Kind<string> = { name: 'texts', tier: 'prompt', holdsText: true }
const results: Kind<string> = { name: 'results', tier: 'result', holdsText: false }

const settings = {
  megabytes: byTier(() => 50),
  hours: byTier(() => 1),
  redisUrl: '',
  shareText: false,
}

describe('the store with a Redis', () => {
  const opened: Store[] = []
  const servers: RedisServer[] = []
  const started = async (...options: string[]): Promise<RedisServer> => {
    const server = await startRedis(...options)
    servers.push(server)
    return server
  }
  const notices: string[] = []
  const client = async (redisUrl: string, more: { shareText?: boolean } = {}): Promise<Store> => {
    const onNotice = (message: string) => notices.push(message)
    const store = await openStore(
      { ...settings, ...more, redisUrl },
      { folder: undefined, onNotice },
    )
    opened.push(store)
    await store.shared?.settled
    return store
  }
  /** An answer may come too late once, on a machine that is busy. */
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await sleep(20)
  }
  const untilReady = async (store: Store): Promise<void> => {
    while (store.shared?.state !== 'ready') await sleep(20)
  }
  /** Asks for many values at once; each is right, wherever it comes from. */
  const askForAll = async (store: Store, from: number, to: number): Promise<void> => {
    const all = Array.from({ length: to - from }, (_, i) => from + i)
    const found = await Promise.all(
      all.map((n) => store.getOrCompute(store.address(counts, { n }), () => n * 3)),
    )
    assert.deepEqual(
      found,
      all.map((n) => n * 3),
    )
  }
  const fromRedis = (store: Store): number => countsOf(store.counters(), 'module').hits.redis

  beforeEach(() => {
    notices.length = 0
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()))
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  it('shares counts and results between clients, and text only where that is allowed', async () => {
    const { url, client: redis } = await started()
    const one = await client(url)
    await one.getOrCompute(one.address(counts, { a: 1 }), () => 42)
    await one.getOrCompute(one.address(texts, { a: 1 }), () => 'secret words')
    const other = await client(url)
    await until(async () => (await other.get(other.address(counts, { a: 1 }))) === 42)
    assert.equal(await other.get(other.address(texts, { a: 1 })), undefined)
    assert.equal((await redis.keys('*')).length, 1)

    const open = await client(url, { shareText: true })
    await open.getOrCompute(open.address(texts, { a: 1 }), () => 'shared words')
    const reader = await client(url, { shareText: true })
    assert.equal(await reader.get(reader.address(texts, { a: 1 })), 'shared words')
    assert.deepEqual(notices, [])
  })

  it('keeps no value longer than it had left in Redis', async () => {
    const { url } = await started()
    const one = await client(url)
    const address = one.address(counts, { a: 1 })
    await one.getOrCompute(address, () => 1, { ttl: 400 })
    const other = await client(url)
    assert.equal(await other.get(address), 1)
    await sleep(450)
    assert.equal(other.peek(address), undefined)
    assert.equal(await other.get(address), undefined)
  })

  it('gives two clients that race for one key the same value', async () => {
    const { url } = await started()
    const [one, other] = await Promise.all([client(url), client(url)])
    let compared = 0
    for (let round = 0; round < 50; round++) {
      await Promise.all([untilReady(one), untilReady(other)])
      const of = (store: Store, name: string) =>
        store.getOrCompute(store.address(results, { round }), async () => {
          await sleep(Math.random() * 4)
          return name
        })
      const [a, b] = await Promise.all([of(one, 'one'), of(other, 'other')])
      // Who got no answer in time goes on with its own.
      if (one.shared?.state !== 'ready' || other.shared?.state !== 'ready') continue
      assert.equal(a, b, `round ${round}`)
      compared++
    }
    assert.ok(compared > 25, `${compared} rounds`)
  })

  it('removes by pattern from Redis too', async () => {
    const { url, client: redis } = await started()
    const one = await client(url)
    await askForAll(one, 0, 50)
    await one.getOrCompute(one.address(results, {}), () => 'kept')
    assert.equal(await one.invalidate('L2'), 50)
    assert.equal((await redis.keys('*')).length, 1)
  })

  it('works on a cluster of three nodes', async () => {
    const nodes = await startCluster()
    servers.push(...nodes)
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
    const one = await client(`redis+cluster://${hosts}`)
    await askForAll(one, 0, 300)
    // What Redis was too slow for at first, while it was connected, is written again.
    const sizes = () => Promise.all(nodes.map((node) => node.client.dbsize()))
    while ((await sizes()).reduce((sum, size) => sum + size) < 300) {
      await untilReady(one)
      for (let n = 0; n < 300; n++) one.set(one.address(counts, { n }), n * 3)
      await sleep(50)
    }
    assert.ok((await sizes()).every((size) => size > 50))
    const other = await client(`redis+cluster://${hosts}`)
    await untilReady(other)
    await askForAll(other, 0, 300)
    assert.ok(fromRedis(other) > 0)
    await untilReady(other)
    await other.invalidate('*:counts:*')
    assert.deepEqual(await sizes(), [0, 0, 0])
  })

  it('finds its master through Sentinel', async () => {
    const master = await started()
    const sentinel = await started('--sentinel', `sentinel monitor pcs 127.0.0.1 ${master.port} 1`)
    const store = await client(`redis+sentinel://127.0.0.1:${sentinel.port}/pcs`)
    await untilReady(store)
    await askForAll(store, 0, 20)
    assert.equal(await master.client.dbsize(), 20)
  })

  it('answers every call of a batch in whose middle Redis is restarted', async () => {
    const server = await started()
    const one = await client(server.url)
    await askForAll(one, 0, 500)
    const other = await client(server.url)
    const batch = Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        await sleep(i * 15)
        await askForAll(other, i * 100, i * 100 + 100)
      }),
    )
    await sleep(40)
    await server.restart()
    await batch
    await untilReady(other)
    await askForAll(other, 2000, 2010)
    assert.equal((await server.client.dbsize()) > 0, true)
    assert.ok(notices.length <= 2, notices.join('\n'))
  })

  for (const policy of [
    'noeviction',
    'allkeys-lru',
    'allkeys-lfu',
    'allkeys-random',
    'volatile-lru',
    'volatile-lfu',
    'volatile-random',
    'volatile-ttl',
  ]) {
    it(`gives right values when Redis is full (${policy})`, async () => {
      const server = await started('--maxmemory', '3mb', '--maxmemory-policy', policy)
      const one = await client(server.url)
      const other = await client(server.url)
      const text = (n: number) => `${n} ${randomBytes(6000).toString('base64')}`
      const made = new Map<number, string>()
      for (let n = 0; n < 400; n++) {
        const value = text(n)
        made.set(n, value)
        assert.equal(await one.getOrCompute(one.address(results, { n }), () => value), value)
      }
      for (let n = 0; n < 400; n++) {
        const value = await other.getOrCompute(
          other.address(results, { n }),
          () => made.get(n) ?? '',
        )
        assert.equal(value, made.get(n))
      }
      const isFull = policy === 'noeviction'
      assert.equal(
        notices.some((each) => each.includes('is full')),
        isFull,
      )
      assert.ok(notices.length <= (isFull ? 2 : 0), notices.join('\n'))
      assert.ok(countsOf(other.counters(), 'result').hits.redis > 0)
    })
  }

  it('says once that a password is wrong, without saying the password', async () => {
    const server = await started('--requirepass', 'right')
    const wrong = await client(`redis://:wrong-one@127.0.0.1:${server.port}`)
    await askForAll(wrong, 0, 50)
    await sleep(600)
    await askForAll(wrong, 50, 100)
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /refused the user or the password/)
    assert.doesNotMatch(notices[0] ?? '', /wrong-one/)
    assert.equal(await server.client.dbsize(), 0)

    const right = await client(`redis://:right@127.0.0.1:${server.port}`)
    await askForAll(right, 0, 50)
    assert.equal(await server.client.dbsize(), 50)
  })

  describe('by TLS', () => {
    let folder = ''
    let server: RedisServer
    let port = 0
    let certificates: Certificates
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'pcs-tls-'))
      certificates = makeCertificates(folder)
      const { authority, certificate, key } = certificates
      port = await freePort()
      server = await startRedis(
        ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
        ...['--tls-ca-cert-file', authority, '--tls-cert-file', certificate],
        ...['--tls-key-file', key],
      )
    })
    beforeEach(() => server.client.flushall())
    after(async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    })
    const address = (authority?: string, host = '127.0.0.1'): string =>
      `rediss://${host}:${port}${authority === undefined ? '' : `?ca=${encodeURIComponent(authority)}`}`
    const saysOnce = async (url: string, what: RegExp): Promise<void> => {
      const store = await client(url)
      await askForAll(store, 0, 20)
      while (notices.length === 0) await sleep(20)
      // It has tried again meanwhile.
      await sleep(700)
      await askForAll(store, 20, 40)
      assert.equal(notices.length, 1, notices.join('\n'))
      assert.match(notices[0] ?? '', what)
      assert.match(notices[0] ?? '', /The store goes on with what is on this machine/)
      assert.equal(await server.client.dbsize(), 0)
    }

    it('shares through an authority of our own', async () => {
      const url = address(certificates.authority)
      const one = await client(url)
      await untilReady(one)
      await askForAll(one, 0, 20)
      assert.equal(one.shared?.name, `Redis at 127.0.0.1:${port} (TLS)`)
      const other = await client(url)
      await untilReady(other)
      await askForAll(other, 0, 20)
      assert.equal(fromRedis(other), 20)
      assert.deepEqual(notices, [])
    })

    it('says once that an authority is not trusted, and goes on without Redis', () =>
      saysOnce(address(), /not trusted \(.+\).*\?ca=FILE/))

    it('says once that a certificate is another authority’s', async () => {
      const other = join(folder, 'other')
      mkdirSync(other)
      const { authority } = makeCertificates(other)
      await saysOnce(address(authority), /not trusted/)
    })

    it('says once that a certificate is another host’s', () =>
      saysOnce(address(certificates.authority, 'localhost'), /not trusted/))

    it('says once that what listens speaks no TLS', async () => {
      const url = `rediss://127.0.0.1:${server.port}?ca=${certificates.authority}`
      await saysOnce(url, /cannot be reached|something else than Redis/)
    })

    it('says once that the file of the authority is missing', async () => {
      const store = await client(address(join(folder, 'none.pem')))
      await askForAll(store, 0, 5)
      assert.equal(notices.length, 1)
      assert.match(notices[0] ?? '', /none\.pem.*cannot be read/)
    })
  })

  it('takes a user who may do little as one who is refused', async () => {
    const server = await started()
    await server.client.call(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>pw',
      '~*',
      '+get',
      '+pttl',
      '+ping',
      '+info',
    )
    const store = await client(`redis://reader:pw@127.0.0.1:${server.port}`)
    await askForAll(store, 0, 20)
    await askForAll(store, 20, 40)
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /refused the user/)
  })

  it('answers while Redis is stalled, says so once, and uses it again when it is well', async () => {
    const server = await started()
    const store = await client(server.url)
    await askForAll(store, 0, 10)
    server.signal('SIGSTOP')
    // These would never end if they waited for Redis.
    await askForAll(store, 10, 60)
    await askForAll(store, 60, 110)
    assert.equal(store.shared?.state, 'down')
    while (notices.length === 0) await sleep(50)
    await askForAll(store, 200, 210)
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /did not answer in time/)
    server.signal('SIGCONT')
    await untilReady(store)
    await askForAll(store, 110, 120)
    assert.ok(await server.client.exists(`prompt-cache:${store.address(counts, { n: 110 }).key}`))
  })

  it('starts without Redis and uses it once it is there', async () => {
    const port = await freePort()
    const store = await client(`redis://127.0.0.1:${port}`)
    await askForAll(store, 0, 20)
    while (notices.length === 0) await sleep(50)
    assert.match(notices[0] ?? '', /cannot be reached/)
    const server = await startRedis('--port', String(port))
    servers.push(server)
    await untilReady(store)
    await askForAll(store, 20, 40)
    assert.equal(fromRedis(store), 0)
    assert.equal(notices.length, 1)
  })

  it('computes again what is garbage in Redis, and puts it right', async () => {
    const server = await started()
    const one = await client(server.url)
    await askForAll(one, 0, 20)
    const other = await client(server.url)
    for (const key of await server.client.keys('*')) await server.client.set(key, 'garbage')
    await askForAll(other, 0, 20)
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /holds values that cannot be read/)
    await sleep(50)
    const third = await client(server.url)
    await askForAll(third, 0, 20)
    assert.equal(fromRedis(third), 20)
  })

  it('says once that an address is not that of a Redis', async () => {
    const web = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    })
    await new Promise<void>((resolve) => {
      web.listen(0, '127.0.0.1', resolve)
    })
    const { port } = web.address() as { port: number }
    const store = await client(`redis://127.0.0.1:${port}`)
    await askForAll(store, 0, 20)
    await sleep(600)
    await askForAll(store, 20, 40)
    assert.equal(notices.length, 1, notices.join('\n'))
    web.close()
  })

  it('says what is wrong with an address, without repeating a password', async () => {
    for (const url of [
      'redis:/x',
      'http://:pw@host',
      'redis+sentinel://:pw@host',
      'redis://:pw@h:0',
      'redis://:pw@h?ca=a.pem',
      'rediss://:pw@h?what=x',
    ]) {
      notices.length = 0
      const store = await client(url)
      await askForAll(store, 0, 5)
      assert.equal(notices.length, 1, url)
      assert.match(notices[0] ?? '', /Write redis:\/\/host:6379/)
      assert.doesNotMatch(notices[0] ?? '', /pw/)
    }
  })
})
