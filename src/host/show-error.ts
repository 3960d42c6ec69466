import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'

/** Shows an error as a message: as it is when it is meant for people, as one generic line otherwise. */
export function showError(error: unknown, log: vscode.LogOutputChannel): void {
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
