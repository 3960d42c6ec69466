import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kind } from '../src/store/keys.ts'
import { exactCount } from '../src/store/kinds.ts'
import { metricsOf } from '../src/store/metrics.ts'
import { serveMetrics } from '../src/store/metrics-server.ts'
import { openStore } from '../src/store/open-store.ts'
import { actionsOf, optimise, undo } from '../src/store/optimiser.ts'
import { reportOf } from '../src/store/report.ts'
import { Store } from '../src/store/store.ts'
import { type Limits, byTier } from '../src/store/tiers.ts'

const hour = 3_600_000
const result: Kind<number> = { name: 'test', tier: 'result', holdsText: false }
const limits: Limits = byTier(() => ({ bytes: 100_000, ttl: hour }))

describe('the optimiser', () => {
  let folder = ''
  let now = 0
  let store: Store
  const pass = (minutes: number) => (now += minutes * 60_000)
  const ask = async (name: string, times: number) => {
    for (let i = 0; i < times; i++) {
      await store.get(store.address(exactCount, { name }, `${name}.md`))
    }
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcs-optimiser-'))
    now = Date.now()
    store = new Store({ limits, folder, now: () => now })
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  it('helps a tier that missed its target for five minutes, and each help can be undone', async () => {
    store.set(store.address(exactCount, { name: 'hot' }), 7)
    await store.flush()
    await ask('hot', 30)
    await ask('cold', 30)
    const warmed: string[] = []
    const warmers = {
      'exact-count': (subject: string) => {
        warmed.push(subject)
        store.set(store.address(exactCount, { name: 'cold' }), 8)
        return Promise.resolve(true)
      },
    }
    pass(4)
    assert.deepEqual(await optimise(store, warmers, now), [], 'four minutes are too few')
    pass(1)
    await ask('cold', 2)
    const done = await optimise(store, warmers, now)
    assert.deepEqual(
      done.map(({ tier, does, what }) => [tier, does, what]),
      [
        ['module', 'prewarm', 'computed cold.md again'],
        ['module', 'pin', 'pinned the 1 most used'],
        ['module', 'lengthen', 'keeps values 1.5 h instead of 1 h'],
      ],
    )
    assert.deepEqual(warmed, ['cold.md'])
    assert.equal(store.peek(store.address(exactCount, { name: 'cold' })), 8)
    assert.equal(store.fill('module').disk.pinned, 1)
    assert.equal(store.ttlOf('module'), 1.5 * hour)
    assert.deepEqual(await optimise(store, warmers, now), [], 'it has just helped')

    for (const { id } of done) assert.ok(await undo(store, id))
    assert.equal(await undo(store, done[0]?.id ?? 0), false)
    assert.equal(store.peek(store.address(exactCount, { name: 'cold' })), undefined)
    assert.equal(store.fill('module').disk.pinned, 0)
    assert.equal(store.ttlOf('module'), hour)
    assert.ok(actionsOf(store).every(({ undone }) => undone))
  })

  it('leaves alone a tier that few look into, and one that reaches its target', async () => {
    await ask('cold', 5)
    store.set(store.address(result, {}), 1)
    for (let i = 0; i < 100; i++) store.peek(store.address(result, {}))
    pass(5)
    assert.deepEqual(await optimise(store, {}, now), [])
  })

  it('lengthens a lifetime to four times what is set, and no more', async () => {
    for (let round = 0; round < 10; round++) {
      await ask('cold', 30)
      pass(5)
      await optimise(store, {}, now)
    }
    assert.equal(store.ttlOf('module'), 4 * hour)
  })

  it('is obeyed by the next process', async () => {
    await ask('cold', 30)
    pass(5)
    await optimise(store, {}, now)
    const same = (value: number) => byTier(() => value)
    const settings = { megabytes: same(1), hours: same(1), redisUrl: '', shareText: false }
    const next = await openStore(settings, { folder })
    assert.equal(next.ttlOf('module'), 1.5 * hour)
    assert.equal(next.ttlOf('prompt'), hour)
    await next.close()
  })

  it('is seen in the statistics that all processes share', async () => {
    store.set(store.address(exactCount, { name: 'hot' }), 7)
    await ask('hot', 3)
    await ask('cold', 1)
    await store.flush()
    const other = new Store({ limits, folder, now: () => now })
    const module = reportOf(other).find(({ tier }) => tier.id === 'module')
    assert.deepEqual([module?.hitRate, module?.entries, module?.counts.writes], [0.75, 1, 1])
    await other.close()
  })

  it('has its statistics read by Prometheus on this machine only', async () => {
    store.set(store.address(exactCount, { name: 'hot' }), 7)
    await ask('hot', 3)
    await ask('cold', 1)
    const { text } = await metricsOf(store)
    assert.match(text, /^prompt_cache_store_hits_total\{level="L2",source="memory"\} 3$/m)
    assert.match(text, /^prompt_cache_store_misses_total\{level="L2"\} 1$/m)
    assert.match(text, /^prompt_cache_store_hit_rate\{level="L2"\} 0\.75$/m)
    assert.match(text, /^prompt_cache_store_evictions_total\{level="L2"\} 0$/m)
    assert.match(text, /_hit_seconds_bucket\{level="L2",source="memory",le="\+Inf"\} 3$/m)
    const server = await serveMetrics(store, 0)
    const url = `http://127.0.0.1:${server.port}`
    const answer = await fetch(`${url}/metrics`)
    assert.match(await answer.text(), /^prompt_cache_store_hit_rate\{level="L2"\} 0\.75$/m)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=/)
    assert.equal((await fetch(url)).status, 404)
    await assert.rejects(serveMetrics(store, server.port), /is taken.*Choose another port/)
    server.close()
  })
})
