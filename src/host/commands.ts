import * as vscode from 'vscode'
import { models } from '../core/models.ts'
import { HumanError } from '../errors.ts'
import { showReport } from './analysis-report.ts'
import { placeBoundary } from './boundary.ts'
import { openLog } from './log-editor.ts'
import { readSettings } from './settings.ts'

/** Every command of the manifest, by its id. */
const commands: Readonly<Record<string, (argument?: unknown) => Promise<void>>> = {
  'promptCache.openLog': (argument) =>
    openLog(argument instanceof vscode.Uri ? argument : undefined),
  'promptCache.analyze': showReport,
  'promptCache.chooseModel': chooseModel,
  'promptCache.insertBoundary': () => placeBoundary('insert'),
  'promptCache.moveBoundary': () => placeBoundary('move'),
}

/** Registers every command behind one guard that turns errors into messages. */
export function registerCommands(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          await run(argument)
        } catch (error) {
          showError(error, log)
        }
      }),
    ),
  )
}

/** Shows an error as a message: as it is when it is meant for people, as one generic line otherwise. */
function showError(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof HumanError) {
    void vscode.window.showErrorMessage(error.message)
    return
  }
  log.error(error instanceof Error ? error : String(error))
  const message =
    'Prompt Cache failed unexpectedly. The output channel "Prompt Cache" has the details.'
  void vscode.window.showErrorMessage(message, 'Show Output').then((choice) => {
    if (choice) log.show()
  })
}

async function chooseModel(): Promise<void> {
  const current = readSettings().model
  const items = models.map(({ id, name, minimum }) => ({
    label: name,
    description: id === current ? `${id} (current)` : id,
    detail: `Caches prefixes from ${String(minimum)} tokens`,
    id,
  }))
  const choice = await vscode.window.showQuickPick(items, {
    placeHolder: 'Model of prompts that name none',
    matchOnDescription: true,
  })
  if (!choice) return
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined
  await vscode.workspace.getConfiguration('promptCache').update('model', choice.id, !inWorkspace)
}
