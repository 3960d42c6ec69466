import * as vscode from 'vscode'
import { registerAgentTools } from './host/agent-tools.ts'
import { Analyses } from './host/analyses.ts'
import { countInBackground } from './host/background-counts.ts'
import { CaptureControl } from './host/capture.ts'
import { keepCalibration } from './host/calibration.ts'
import { registerCommands } from './host/commands.ts'
import { showFaces } from './host/faces.ts'
import { BlockTexts } from './host/block-texts.ts'
import { LargeDocuments } from './host/large-documents.ts'
import { registerLogEditor } from './host/log-editor.ts'
import { SavedPrefixes } from './host/saved-prefixes.ts'
import { registerPromptEditor } from './host/prompt-editor.ts'
import { registerStore } from './host/store.ts'
import { registerStoreCare } from './host/store-care.ts'

/** Registers commands and the simulator, and has the faces shown as soon as the editor has time; nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions, workspaceState } = context
  keepCalibration(workspaceState)
  const log = vscode.window.createOutputChannel('Prompt Cache', { log: true })
  const capture = new CaptureControl(context, log)
  const texts = new BlockTexts()
  const surroundings = { extensionUri, output: log, texts }
  subscriptions.push(
    log,
    capture,
    registerAgentTools(),
    texts,
    registerCommands({ capture, context, log }),
    registerLogEditor(surroundings),
    registerPromptEditor(surroundings),
    registerStore(context, log),
    registerStoreCare(log),
  )
  const start = setImmediate(() => {
    const analyses = new Analyses(log, {
      large: new LargeDocuments(extensionUri.fsPath),
      saved: new SavedPrefixes(workspaceState),
    })
    subscriptions.push(
      analyses,
      showFaces({ analyses, extensionUri }),
      countInBackground(analyses, context.secrets, log),
    )
  })
  subscriptions.push(
    new vscode.Disposable(() => {
      clearImmediate(start)
    }),
  )
}
