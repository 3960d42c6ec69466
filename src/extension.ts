import * as vscode from 'vscode'
import { Analyses } from './host/analyses.ts'
import { registerCommands } from './host/commands.ts'
import { showFaces } from './host/faces.ts'
import { registerLogEditor } from './host/log-editor.ts'

/** Makes the analyses, registers faces, commands and the simulator; nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Prompt Cache', { log: true })
  const analyses = new Analyses(log)
  context.subscriptions.push(
    log,
    analyses,
    showFaces({ analyses, extensionUri: context.extensionUri }),
    registerCommands(log),
    registerLogEditor(context.extensionUri, log),
  )
}
