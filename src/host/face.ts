import type * as vscode from 'vscode'
import type { Analyses } from './analyses.ts'

/** What a face gets to work with. */
export interface FaceContext {
  readonly analyses: Analyses
  readonly extensionUri: vscode.Uri
}

/** One way in which an analysis becomes visible. */
export type Face = (context: FaceContext) => vscode.Disposable
