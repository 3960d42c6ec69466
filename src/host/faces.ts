import * as vscode from 'vscode'
import type { Face, FaceContext } from './face.ts'
import { codeActions } from './faces/code-actions.ts'
import { codeLenses } from './faces/code-lenses.ts'
import { configDiagnostics } from './faces/config-diagnostics.ts'
import { contextKeys } from './faces/context-keys.ts'
import { decorations } from './faces/decorations.ts'
import { diagnostics } from './faces/diagnostics.ts'
import { hovers } from './faces/hovers.ts'
import { statusBar } from './faces/status-bar.ts'
import { storeView } from './faces/store-view.ts'
import { tree } from './faces/tree.ts'

const faces: readonly Face[] = [
  decorations,
  diagnostics,
  codeActions,
  codeLenses,
  hovers,
  statusBar,
  tree,
  contextKeys,
  configDiagnostics,
  storeView,
]

/** Shows every face. */
export function showFaces(context: FaceContext): vscode.Disposable {
  return vscode.Disposable.from(...faces.map((face) => face(context)))
}
