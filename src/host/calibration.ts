import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { Calibration } from '../core/calibration.ts'
import { calibrationLabel } from '../core/calibration-label.ts'
import { formatShare, plural } from '../core/format.ts'
import { HumanError } from '../errors.ts'

const name = 'calibration'
const changed = new vscode.EventEmitter<void>()

/** Fires when the workspace has another calibration. */
export const onDidChangeCalibration = changed.event

let kept: vscode.Memento | undefined
let current: Calibration | undefined

/** Has calibrations kept with the workspace. */
export function keepCalibration(workspaceState: vscode.Memento): void {
  kept = workspaceState
  current = workspaceState.get<Calibration>(name)
}

/** What recorded requests have shown of this workspace's counts; undefined before any was learned from. */
export function calibrationOf(): Calibration | undefined {
  return current
}

/** Keeps what was learned. */
export async function setCalibration(learned: Calibration | undefined): Promise<void> {
  current = learned
  changed.fire()
  await kept?.update(name, learned)
}

/**
 * Learns from logs that are asked for, or one that is given, how long this workspace's prompts really are. Answers what
 * the status bar then says of the calibration; nothing where none was chosen.
 */
export async function calibrateFromLog(argument?: unknown): Promise<string | undefined> {
  const logs = argument instanceof vscode.Uri ? [argument] : await askForLogs()
  if (logs.length === 0) return undefined
  const before = current?.requests ?? 0
  const learned = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Learning from recorded requests',
      cancellable: true,
    },
    (progress, token) => learn(logs, progress, token),
  )
  if (!learned) return undefined
  const added = learned.requests - before
  if (added === 0) {
    throw new HumanError(
      `${logs.map(({ path }) => basename(path)).join(', ')}: no request with both its body and its usage. ` +
        'Open a captured log; transcripts of agents hold no bodies.',
    )
  }
  await setCalibration(learned)
  const all = calibrationLabel(learned)
  void vscode.window.showInformationMessage(`Learned from ${plural(added, 'request')}: ${all}.`)
  return all
}

/** Forgets what was learned, after a question. */
export async function forgetCalibration(): Promise<void> {
  if (!current) throw new HumanError('Nothing was learned of token counts in this workspace yet.')
  const forget = 'Forget'
  const choice = await vscode.window.showWarningMessage(
    `Forget what is known of token counts in this workspace: ${calibrationLabel(current)}?`,
    { modal: true },
    forget,
  )
  if (choice !== forget) return
  await setCalibration(undefined)
}

async function askForLogs(): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Calibrate from Log',
    openLabel: 'Learn from These',
    canSelectMany: true,
    filters: { Logs: ['jsonl', 'gz', 'ndjson', 'json', 'log', 'har'], 'All files': ['*'] },
  })
  return chosen ?? []
}

/** Undefined when it was cancelled: then nothing is kept. */
async function learn(
  logs: readonly vscode.Uri[],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<Calibration | undefined> {
  const { learnFromLog } = await import('./replay.ts')
  const abort = new AbortController()
  token.onCancellationRequested(() => {
    abort.abort(new HumanError('Learning was cancelled; nothing was kept.'))
  })
  let calibration = current
  for (const { fsPath, path } of logs) {
    let last = 0
    calibration = await learnFromLog(fsPath, calibration, {
      signal: abort.signal,
      onProgress: (share) => {
        const increment = ((share - last) * 100) / logs.length
        last = share
        progress.report({ increment, message: `${basename(path)} ${formatShare(share)}` })
      },
    })
  }
  return calibration
}
