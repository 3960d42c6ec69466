import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFiles } from '../../src/store/files.ts'
import type { Shelf } from '../../src/store/shelf.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { type Limits, type TierId, byTier, tiers } from '../../src/store/tiers.ts'
import { type TierUnderTest, agreesWithModel, limit } from '../tier-model.ts'

const limits: Limits = byTier(() => ({ bytes: limit, ttl: 1000 }))

const kinds: readonly { name: string; open: (folder: string) => Shelf }[] = [
  { name: 'SQLite', open: (folder) => openSqlite(folder, limits) ?? assert.fail('no SQLite here') },
  { name: 'files', open: (folder) => openFiles(folder, limits) },
]

for (const { name, open } of kinds) {
  describe(`a shelf of ${name}`, () => {
    let folder = ''
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'pcs-shelf-'))
    })
    afterEach(() => {
      rmSync(folder, { recursive: true, force: true })
    })

    for (const { id, level, policy } of tiers) {
      it(`${level} (${policy}) does as the obvious way does, for 10,000 random operations`, () => {
        const shelf = open(folder)
        const make = () => {
          shelf.remove('*')
          return underTest(shelf, id)
        }
        agreesWithModel(policy, make, { runs: 200, length: 100 })
        shelf.close()
      })
    }

    it('is read by another that is opened on the same folder, and after it was closed', () => {
      const one = open(folder)
      const other = open(folder)
      one.write([{ key: 'prompt:1:a:b', bytes: Buffer.from('text'), expiresAt: 5000 }], 1000)
      assert.equal(Buffer.from(other.read('prompt:1:a:b', 1000)?.bytes ?? []).toString(), 'text')
      assert.equal(other.fill('prompt').entries, 1)
      one.close()
      assert.equal(other.read('prompt:1:a:b', 5000), undefined)
      other.close()
      const again = open(folder)
      assert.deepEqual(
        again.keys('prompt', 2000).map(({ key }) => key),
        ['prompt:1:a:b'],
      )
      again.close()
    })

    it('pins and removes by pattern', () => {
      const shelf = open(folder)
      const keys = ['prompt:1:a:1', 'prompt:1:b:2', 'module:1:a:[3]']
      shelf.write(
        keys.map((key) => ({ key, bytes: Buffer.alloc(10), expiresAt: Infinity })),
        1,
      )
      assert.equal(shelf.pin('*:a:*', true), 2)
      assert.equal(shelf.fill('prompt').pinned, 1)
      assert.equal(shelf.remove('prompt:*'), 2)
      assert.equal(shelf.remove('*:[3]'), 1)
      assert.deepEqual(shelf.fill('prompt'), { entries: 0, bytes: 0, pinned: 0 })
      shelf.close()
    })

    it('shares counters and notes', () => {
      const one = open(folder)
      const other = open(folder)
      for (let i = 0; i < 300; i++) one.add(new Map([['prompt.misses', 1]]))
      other.add(new Map([['prompt.misses', 2]]))
      assert.equal(one.counters().get('prompt.misses'), 302)
      other.setNote('shared', '{"version":7}')
      assert.equal(one.note('shared'), '{"version":7}')
      assert.equal(one.note('none'), undefined)
      one.close()
      other.close()
    })

    it('is begun anew when its files are damaged', () => {
      const shelf = open(folder)
      shelf.write([{ key: 'prompt:1:a:b', bytes: Buffer.from('text'), expiresAt: 5000 }], 1)
      shelf.close()
      for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        try {
          writeFileSync(
            join(folder, path),
            'garbage that is none of ours, and long enough'.repeat(50),
          )
        } catch {
          // A folder.
        }
      }
      const again = open(folder)
      assert.equal(again.read('prompt:1:a:b', 2), undefined)
      again.write([{ key: 'prompt:1:a:b', bytes: Buffer.from('new'), expiresAt: 5000 }], 1)
      assert.equal(Buffer.from(again.read('prompt:1:a:b', 2)?.bytes ?? []).toString(), 'new')
      again.close()
    })
  })
}

describe('a shelf of SQLite', () => {
  it('counts the uses of a large value without writing it again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pcs-shelf-'))
    const large: Limits = byTier(() => ({ bytes: 10e6, ttl: 1000 }))
    const shelf = openSqlite(folder, large) ?? assert.fail('no SQLite here')
    const written = () => statSync(join(folder, 'store.sqlite-wal')).size
    const key = 'context:1:a:b'
    shelf.write([{ key, bytes: randomBytes(2e6), expiresAt: Infinity }], 1)
    const before = written()
    assert.ok(before > 2e6)
    for (let use = 0; use < 3; use++) shelf.touch([key], 2 + use)
    assert.equal(shelf.keys('context', 10)[0]?.hits, 4)
    assert.ok(written() - before < 100_000, `${written() - before} bytes`)
    shelf.close()
    rmSync(folder, { recursive: true })
  })
})

/** A shelf whose every look-up counts as a use at once. */
function underTest(shelf: Shelf, tier: TierId): TierUnderTest {
  const keyOf = (key: string): string => `${tier}:1:test:${key}`
  return {
    get: (key, now) => {
      const kept = shelf.read(keyOf(key), now)
      shelf.touch([keyOf(key)], now)
      return kept && Buffer.from(kept.bytes).readUInt32LE()
    },
    set: (key, value, { bytes, expiresAt }, now) => {
      const content = Buffer.alloc(bytes)
      content.writeUInt32LE(value)
      shelf.write([{ key: keyOf(key), bytes: content, expiresAt }], now)
    },
    pin: (key, pinned) => {
      shelf.pin(keyOf(key), pinned)
    },
    delete: (key) => {
      shelf.remove(keyOf(key))
    },
    get bytes() {
      return shelf.fill(tier).bytes
    },
  }
}
