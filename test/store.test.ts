import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestPlan } from '../src/core/test-plan.ts'
import { pack, sealNow, unseal } from '../src/store/codec.ts'
import { type Kind, keyOf, patternOf, patternTest } from '../src/store/keys.ts'
import { resultAddress } from '../src/store/results.ts'
import { hitRateOf, countsOf } from '../src/store/statistics.ts'
import { Store } from '../src/store/store.ts'
import { type Limits, byTier } from '../src/store/tiers.ts'

const limits: Limits = byTier(() => ({ bytes: 100_000, ttl: 60_000 }))
const kind: Kind = { name: 'test', tier: 'prompt', holdsText: false }

describe('a key of the store', () => {
  it('is the same for the same parameters, in any order and without what is not given', () => {
    const key = keyOf(kind, 1, { model: 'a', options: { b: 1, a: [1, null] } })
    assert.match(key, /^prompt:1:test:[0-9a-f]{40}$/)
    assert.equal(keyOf(kind, 1, { options: { a: [1, null], b: 1 }, x: null, model: 'a' }), key)
    assert.notEqual(keyOf(kind, 2, { model: 'a', options: { b: 1, a: [1, null] } }), key)
    assert.notEqual(keyOf(kind, 1, { model: 'a', options: { b: '1', a: [1, null] } }), key)
  })

  it('is matched by patterns with stars, by the name of its tier or by its level', () => {
    const matches = (pattern: string) => patternTest(patternOf(pattern))('prompt:1:test:ab')
    for (const yes of ['*', 'L1', 'prompt', 'l1:*', '*:test:*', 'prompt:?:test:ab']) {
      assert.ok(matches(yes), yes)
    }
    for (const no of ['', 'L2', 'prompt:2:*', 'test', 'prompt.*', '[p]rompt:*']) {
      assert.ok(!matches(no), no)
    }
  })
})

describe('the bytes of a value', () => {
  const values = [
    0,
    '',
    'a'.repeat(5000),
    { a: [1, { b: null }], c: 'ä😀' },
    [true, -1.5, Infinity],
  ]

  it('give the value back under their own key only', () => {
    for (const value of values) {
      const sealed = sealNow('a', pack(value))
      assert.deepEqual(unseal('a', sealed)?.value, value)
      assert.equal(unseal('b', sealed), undefined)
    }
    assert.ok(sealNow('a', pack('a'.repeat(5000))).length < 200)
  })

  it('give nothing when one of them is changed or missing', () => {
    const sealed = sealNow('a', pack({ text: 'some text that is long enough '.repeat(40) }))
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      assert.equal(unseal('a', changed), undefined, `byte ${i}`)
      assert.equal(unseal('a', sealed.subarray(0, i)), undefined, `${i} bytes`)
    }
  })
})

describe('the store', () => {
  it('computes once for all who ask at the same time, and then not again', async () => {
    const store = new Store({ limits })
    const address = store.address(kind as Kind<{ count: number }>, { a: 1 })
    let count = 0
    const compute = async () => {
      await sleep(5)
      return { count: ++count }
    }
    const all = await Promise.all(
      Array.from({ length: 100 }, () => store.getOrCompute(address, compute)),
    )
    assert.deepEqual(new Set(all.map((each) => each.count)), new Set([1]))
    assert.equal((await store.getOrCompute(address, compute)).count, 1)
    const { joined, misses, hits } = countsOf(store.counters(), 'prompt')
    assert.deepEqual([joined, misses, hits.memory], [99, 1, 1])
    assert.equal(hitRateOf({ misses, hits }), 0.5)
  })

  it('passes a failure on to all who wait, and computes anew for the next', async () => {
    const store = new Store({ limits })
    const address = store.address(kind, { a: 1 })
    const fail = () => Promise.reject(new Error('no'))
    const both = [store.getOrCompute(address, fail), store.getOrCompute(address, () => 1)]
    for (const each of await Promise.allSettled(both)) assert.equal(each.status, 'rejected')
    assert.equal(await store.getOrCompute(address, () => 2), 2)
  })

  it('does not keep what was invalidated while it was computed', async () => {
    const store = new Store({ limits })
    const address = store.address(kind, { a: 1 })
    const slow = store.getOrCompute(address, () => sleep(5, 'old'))
    await sleep(1)
    await store.invalidate('L1')
    assert.equal(await slow, 'old')
    assert.equal(await store.get(address), undefined)
  })

  it('keeps a value as long as is asked for, and no longer', async () => {
    let now = 1000
    const store = new Store({ limits, now: () => now })
    const address = store.address(kind, { a: 1 })
    store.set(address, 'short', { ttl: 10 })
    now += 9
    assert.equal(await store.get(address), 'short')
    now += 1
    assert.equal(await store.get(address), undefined)
  })

  it('answers several keys at once, in order', async () => {
    const store = new Store({ limits })
    const [a, b, c] = ['a', 'b', 'c'].map((name) => store.address(kind, { name }))
    assert.ok(a && b && c)
    store.setMany([
      { address: a, value: 1 },
      { address: c, value: 3 },
    ])
    assert.deepEqual(await store.getMany([a, b, c]), [1, undefined, 3])
  })

  it('knows the result of a test again by all that was sent, and by nothing else', () => {
    const store = new Store({ limits })
    const plan = {
      mode: 'pair',
      body: { model: 'm' },
      betas: [],
      waitMs: 0,
      turns: 2,
      say: 'Go on.',
    }
    const at = (more: object, baseUrl = 'https://api.example', title = 'a.md') =>
      resultAddress(store, { ...plan, ...more } as TestPlan, { baseUrl, title }).key
    assert.equal(at({}, 'https://api.example', 'renamed.md'), at({}))
    assert.match(at({}), /^result:1:test-result:/)
    for (const other of [
      { body: { model: 'n' } },
      { mode: 'single' },
      { turns: 3 },
      { betas: ['b'] },
    ]) {
      assert.notEqual(at(other), at({}), JSON.stringify(other))
    }
    assert.notEqual(at({}, 'https://other.example'), at({}))
  })

  describe('on disk', () => {
    for (const disk of ['sqlite', 'files'] as const) {
      it(`(${disk}) has what another process wrote, and learns what it removed`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'pcs-store-'))
        let now = Date.now()
        const open = () => new Store({ limits, folder, disk, now: () => now })
        const [one, other] = [open(), open()]
        assert.equal(one.diskKind, disk)
        const address = one.address(kind, { a: 1 })
        await one.getOrCompute(address, () => ({ text: 'kept' }))
        await one.flush()
        assert.deepEqual(await other.get(address), { text: 'kept' })
        one.clear()
        now += 1500
        assert.equal(await other.get(address), undefined)

        one.set(address, 'again')
        assert.equal(one.bump(), 2)
        now += 1500
        assert.equal(await other.get(other.address(kind, { a: 1 })), undefined)
        assert.equal(other.version, 2)
        await one.flush()
        assert.equal(one.fill('prompt').disk.entries, 0)
        await Promise.all([one.close(), other.close()])
        rmSync(folder, { recursive: true })
      })
    }

    it('says once that it cannot be written, and goes on in memory', async () => {
      const notices: string[] = []
      const onNotice = (message: string) => notices.push(message)
      const store = new Store({ limits, folder: '/dev/null/store', onNotice })
      const address = store.address(kind, { a: 1 })
      assert.equal(await store.getOrCompute(address, () => 1), 1)
      assert.equal(await store.getOrCompute(address, () => 2), 1)
      await store.close()
      assert.equal(notices.length, 1)
      assert.match(
        notices[0] ?? '',
        /^The store on disk cannot be used \(.*\)\. It goes on in memory/,
      )
    })
  })
})
