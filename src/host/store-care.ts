import * as vscode from 'vscode'
import { readStoreSettings } from './settings.ts'
import { openStoreNow, storeChanged } from './store.ts'
import { warmers } from './warmers.ts'

/** Milliseconds between two looks. */
const pause = 60_000

/** Once a minute writes what the store has counted, and helps its tiers that miss too much. */
export function registerStoreCare(log: vscode.LogOutputChannel): vscode.Disposable {
  const timer = setInterval(() => {
    look(log).catch((error: unknown) => {
      log.error('The optimiser of the store failed', error)
    })
  }, pause)
  return new vscode.Disposable(() => {
    clearInterval(timer)
  })
}

async function look(log: vscode.LogOutputChannel): Promise<void> {
  const store = await openStoreNow()
  await store?.flush()
  if (!store || !readStoreSettings().optimise) return
  const { optimise } = await import('./stored.ts')
  const done = await optimise(store, warmers, Date.now())
  for (const { tier, what } of done) log.info(`Store, ${tier}: ${what}.`)
  if (done.length > 0) storeChanged()
}
