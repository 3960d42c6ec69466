import * as vscode from 'vscode'
import type { Store } from '../store/store.ts'
import { type StoreChoice, onDidChangeSettings, readStoreSettings } from './settings.ts'

/** Where the password of Redis lies. */
const passwordKey = 'promptCache.redisPassword'

interface Opened {
  readonly store: Store
  readonly close: () => Promise<void>
}

let context: vscode.ExtensionContext | undefined
let log: vscode.LogOutputChannel | undefined
let opened: Promise<Opened | undefined> | undefined
const changed = new vscode.EventEmitter<undefined>()

/** Fires when the store was opened anew, or was changed by a command. */
export const onDidChangeStore = changed.event

/** Has the store opened when something is first asked of it, and anew when its settings change. */
export function registerStore(
  given: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): vscode.Disposable {
  context = given
  log = output
  const reopen = () => {
    void closeStore()
    showWhetherThere()
    changed.fire(undefined)
  }
  showWhetherThere()
  return vscode.Disposable.from(
    onDidChangeSettings(reopen, '.store'),
    vscode.workspace.onDidGrantWorkspaceTrust(reopen),
    given.secrets.onDidChange(({ key }) => {
      if (key === passwordKey) reopen()
    }),
    new vscode.Disposable(() => void closeStore()),
  )
}

/** The store; undefined where it is turned off or cannot be opened: then everything is computed. */
export async function theStore(): Promise<Store | undefined> {
  opened ??= open().catch((error: unknown) => {
    warn(error instanceof Error ? error.message : String(error))
    return undefined
  })
  return (await opened)?.store
}

/** The store where something has opened it already. */
export async function openStoreNow(): Promise<Store | undefined> {
  return (await opened)?.store
}

/** Tells the view that the store has changed. */
export function storeChanged(): void {
  changed.fire(undefined)
}

/** Keeps the password of Redis, or forgets it where it is empty. */
export async function keepRedisPassword(password: string): Promise<void> {
  if (password === '') await context?.secrets.delete(passwordKey)
  else await context?.secrets.store(passwordKey, password)
}

function showWhetherThere(): void {
  const { enabled } = readStoreSettings()
  void vscode.commands.executeCommand('setContext', 'promptCache.hasStore', enabled)
}

async function open(): Promise<Opened | undefined> {
  const settings = readStoreSettings()
  if (!settings.enabled || !context) return undefined
  // Packing, SQLite and Redis load with the first use.
  const { openStore } = await import('./stored.ts')
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'store')
  const redisPassword =
    settings.redisUrl === '' ? undefined : await context.secrets.get(passwordKey)
  const store = await openStore(settings, {
    folder: folder.scheme === 'file' ? folder.fsPath : undefined,
    redisPassword,
    onNotice: warn,
  })
  const stopMetrics = await serve(store, settings)
  return {
    store,
    close: async () => {
      stopMetrics()
      await store.close()
    },
  }
}

async function closeStore(): Promise<void> {
  const before = opened
  opened = undefined
  await (await before)?.close()
}

async function serve(store: Store, { metricsPort }: StoreChoice): Promise<() => void> {
  if (metricsPort === 0) return () => undefined
  try {
    const { serveMetrics } = await import('../store/metrics-server.ts')
    const server = await serveMetrics(store, metricsPort)
    log?.info(`Metrics are at http://127.0.0.1:${server.port}/metrics.`)
    return () => {
      server.close()
    }
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error))
    return () => undefined
  }
}

function warn(message: string): void {
  log?.warn(message)
  void vscode.window.showWarningMessage(`Prompt Cache: ${message}`)
}
