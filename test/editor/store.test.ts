import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { exactCount } from '../../src/store/kinds.ts'
import { actionsOf, optimise } from '../../src/store/optimiser.ts'
import { Store } from '../../src/store/store.ts'
import { byTier } from '../../src/store/tiers.ts'
import { folder, waitFor, write } from './documents.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(120)

/** Read as Prometheus reads it, over the port that a setting opens. */
describe('the store of the editor', () => {
  const prompts = () => vscode.Uri.joinPath(folder(), 'kept')
  const { Global } = vscode.ConfigurationTarget
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('promptCache.store').update(name, value, Global)
  let port = 0

  before(async () => {
    port = await freePort()
    await set('metricsPort', port)
    for (let i = 0; i < 3; i++) {
      const uri = vscode.Uri.joinPath(prompts(), `${i}.md`)
      await write(uri, `# Prompt ${i}\n\n${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    }
  })
  beforeEach(async () => {
    await run('clearStore')
    await waitFor(async () => (await metric(port, 'entries', 'L1')) === 0)
  })
  after(async () => {
    await set('enabled', undefined)
    await set('metricsPort', undefined)
    await vscode.workspace.fs.delete(prompts(), { recursive: true })
  })

  it('has the prompts and logs of a workspace once it is prewarmed, and asks for none of them again', async () => {
    await run('prewarmStore')
    const kept = await metric(port, 'entries', 'L1')
    assert.ok(kept >= 3, `${kept} prompts`)
    assert.ok((await metric(port, 'entries', 'L3')) >= 1)
    assert.ok((await metric(port, 'size_bytes', 'L1')) > 0)
    const misses = await metric(port, 'misses_total', 'L1')
    await run('prewarmStore')
    assert.equal(await metric(port, 'misses_total', 'L1'), misses)
    assert.equal(await metric(port, 'entries', 'L1'), kept)
  })

  it('loses one tier when it is invalidated in the view, and keeps the others', async () => {
    await run('prewarmStore')
    const logs = await metric(port, 'entries', 'L3')
    await run('invalidateStore', { kind: 'tier', report: { tier: { level: 'L1' } } })
    assert.equal(await metric(port, 'entries', 'L1'), 0)
    assert.equal(await metric(port, 'entries', 'L3'), logs)
  })

  it('changes nothing that is found when it is empty or turned off', async () => {
    const found = await refresh()
    assert.ok(found >= 3)
    await run('clearStore')
    assert.equal(await refresh(), found)
    await set('enabled', false)
    assert.equal(await refresh(), found)
    await waitFor(() => fetch(address(port)).then(no, yes))
    await set('enabled', true)
    assert.equal(await refresh(), found)
    assert.ok((await metric(port, 'entries', 'L1')) >= 3)
  })

  it('takes back what the optimiser did when it is told to', async () => {
    const hour = 3_600_000
    const [folder] = globSync(
      join(process.env['TEST_USER_FOLDER'] ?? '', 'User/globalStorage/*/store'),
    )
    // What five minutes of misses would have led to.
    let now = Date.now()
    const limits = byTier(() => ({ bytes: 1e6, ttl: 12 * hour }))
    const other = new Store({ limits, folder, now: () => now })
    const hot = other.address(exactCount, { name: 'hot' })
    other.set(hot, 7)
    await other.flush()
    for (let i = 0; i < 30; i++) await other.get(other.address(exactCount, { name: 'cold' }))
    now += 5 * 60_000
    const done = await optimise(other, {}, now)
    assert.deepEqual(done.map(({ does }) => does).sort(), ['lengthen', 'pin'])
    assert.equal(other.fill('module').disk.pinned, 1)

    await set('enabled', false)
    await waitFor(() => fetch(address(port)).then(no, yes))
    await set('enabled', true)
    await refresh()
    assert.equal(await metric(port, 'ttl_seconds', 'L2'), 18 * 3600)
    for (const action of done) await run('undoStoreAction', { kind: 'action', action })
    assert.equal(await metric(port, 'ttl_seconds', 'L2'), 12 * 3600)
    assert.equal(other.fill('module').disk.pinned, 0)
    assert.ok(actionsOf(other).every(({ undone }) => undone))
    await other.close()
  })

  it('is seen in a view of its own', async () => {
    await vscode.commands.executeCommand('promptCache.store.focus')
    const all = await vscode.commands.getCommands(true)
    for (const name of ['clearStore', 'prewarmStore', 'invalidateStore', 'undoStoreAction']) {
      assert.ok(all.includes(`promptCache.${name}`), name)
    }
  })
})

const yes = () => true
const no = () => false

async function run(name: string, argument?: unknown): Promise<void> {
  await vscode.commands.executeCommand(`promptCache.${name}`, argument)
}

async function refresh(): Promise<number> {
  return vscode.commands.executeCommand<number>('promptCache.refreshPrompts')
}

const address = (port: number) => `http://127.0.0.1:${port}/metrics`

/** A number of a tier, once the port is open. */
async function metric(port: number, name: string, level: string): Promise<number> {
  let text = ''
  await waitFor(async () => {
    text = await fetch(address(port)).then(
      (response) => response.text(),
      () => '',
    )
    return text !== ''
  })
  const line = new RegExp(`^prompt_cache_store_${name}\\{level="${level}"\\} (\\S+)$`, 'm')
  return Number(line.exec(text)?.[1])
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}
