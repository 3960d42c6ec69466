// Writes to a store until it is killed: node writer.ts FOLDER BACKEND ROUND
import type { Kind } from '../../src/store/keys.ts'
import { Store } from '../../src/store/store.ts'
import { byTier, tiers } from '../../src/store/tiers.ts'

const [folder = '', disk = 'sqlite', round = '0'] = process.argv.slice(2)
const limits = byTier(() => ({ bytes: 300_000, ttl: 3_600_000 }))
const store = new Store({ limits, folder, disk: disk === 'files' ? 'files' : 'sqlite' })

process.stdout.write('begun\n')
for (let i = 0; ; i++) {
  for (const { id } of tiers) {
    const kind: Kind<object> = { name: 'w', tier: id, holdsText: false }
    const n = (i * 7) % 200
    const text = `round ${round}, value ${n}; `.repeat(1 + ((i * 13) % 90))
    store.set(store.address(kind, { n }), { n, text })
  }
  if (i % 10 === 0) await store.flush()
}
