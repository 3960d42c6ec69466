import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind } from '../../src/store/keys.ts'
import { Store } from '../../src/store/store.ts'
import { byTier, tiers } from '../../src/store/tiers.ts'

const limits = byTier(() => ({ bytes: 300_000, ttl: 3_600_000 }))

describe('a store whose process is killed while it writes', () => {
  for (const disk of ['sqlite', 'files'] as const) {
    it(`opens again, and has only what was written (${disk})`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pcs-killed-'))
      let found = 0
      for (let round = 0; round < 12; round++) {
        const writer = spawn(
          process.execPath,
          [join(import.meta.dirname, 'writer.ts'), folder, disk, String(round)],
          { stdio: ['ignore', 'pipe', 'ignore'] },
        )
        // It says when it begins.
        await new Promise((resolve) => writer.stdout.once('data', resolve))
        await sleep(20 + Math.random() * 150)
        const gone = new Promise((resolve) => writer.once('close', resolve))
        writer.kill('SIGKILL')
        await gone
        const notices: string[] = []
        const onNotice = (message: string) => notices.push(message)
        const store = new Store({ limits, folder, disk, onNotice })
        for (const { id } of tiers) {
          const kind: Kind<{ n: number; text: string }> = { name: 'w', tier: id, holdsText: false }
          for (let n = 0; n < 200; n++) {
            const value = store.peek(store.address(kind, { n }))
            if (value === undefined) continue
            found++
            assert.equal(value.n, n)
            assert.match(value.text, new RegExp(`^(?:round \\d+, value ${n}; )+$`))
          }
          assert.ok(store.fill(id).disk.bytes <= limits[id].bytes)
        }
        assert.deepEqual(notices, [])
        await store.close()
      }
      assert.ok(found > 100, `${found} values were read back`)
      rmSync(folder, { recursive: true })
    })
  }
})
