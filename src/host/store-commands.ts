import * as vscode from 'vscode'
import { plural } from '../core/format.ts'
import { HumanError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { isTierNode } from './faces/store-view.ts'
import { keepRedisPassword, storeChanged, theStore } from './store.ts'
import { warmers } from './warmers.ts'
import { WorkspacePrompts } from './workspace-prompts.ts'

/** Analyses the prompts of the workspace and indexes its captured logs, so that they open at once. */
export async function prewarmStore(): Promise<void> {
  await openedStore()
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true }
  const count = await vscode.window.withProgress(
    { ...progress, title: 'Prewarming the store' },
    async (report, token) => {
      const prompts = new WorkspacePrompts()
      let last = 0
      await prompts.scan(token, ({ done, total }) => {
        report.report({ increment: ((done - last) / total) * 80, message: `${done} files` })
        last = done
      })
      const logs = await vscode.workspace.findFiles(
        '**/*.capture.{jsonl,jsonl.gz}',
        '**/node_modules/**',
      )
      let indexed = 0
      for (const { fsPath } of logs) {
        if (token.isCancellationRequested) break
        report.report({ increment: 20 / logs.length, message: fsPath })
        if (await warmers['log-index']?.(fsPath)) indexed++
      }
      const found = prompts.files.length
      prompts.dispose()
      return { found, indexed }
    },
  )
  storeChanged()
  const what = `${plural(count.found, 'file')} with prompts and ${plural(count.indexed, 'log')}`
  void vscode.window.showInformationMessage(`The store has ${what} of this workspace.`)
}

/** Removes everything from the store of this machine. */
export async function clearStore(): Promise<void> {
  const store = await openedStore()
  store.clear()
  storeChanged()
  void vscode.window.showInformationMessage(
    'The store of this machine is empty. What is asked for is computed again.',
  )
}

/** Removes what a pattern matches, here and in Redis; a tier's own where one is given. */
export async function invalidateStore(argument?: unknown): Promise<void> {
  const store = await openedStore()
  const pattern = isTierNode(argument) ? argument.report.tier.level : await askForPattern()
  if (pattern === undefined) return
  const count = await store.invalidate(pattern)
  storeChanged()
  void vscode.window.showInformationMessage(`${plural(count, 'value')} removed from the store.`)
}

function askForPattern(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Invalidate in Store',
    prompt: 'A tier (L1, L2, L3, L4), or a pattern of keys such as *:analysis:*',
    value: 'L1',
    validateInput: (value) => (value.trim() === '' ? 'Write a tier or a pattern.' : undefined),
  })
}

/** Undoes an action of the optimiser. */
export async function undoStoreAction(argument?: unknown): Promise<void> {
  const store = await openedStore()
  const id = (argument as { readonly action?: { readonly id: number } } | undefined)?.action?.id
  const { undo } = await import('./stored.ts')
  if (id === undefined || !(await undo(store, id))) {
    throw new HumanError('There is no such action to undo. Choose one in the view of the store.')
  }
  storeChanged()
}

/** Asks for the password of Redis and keeps it where the editor keeps secrets. */
export async function setRedisPassword(): Promise<void> {
  const password = await vscode.window.showInputBox({
    title: 'Redis Password',
    prompt: 'Kept in the secret storage of the editor. Leave it empty to forget it.',
    password: true,
    ignoreFocusOut: true,
  })
  if (password !== undefined) await keepRedisPassword(password)
}

async function openedStore(): Promise<Store> {
  const store = await theStore()
  if (store) return store
  throw new HumanError(
    'The store is turned off, or its settings are not right. See promptCache.store.enabled.',
  )
}
