import * as vscode from 'vscode'
import type { Place } from './engine/read.ts'
import { calibrationOf } from './calibration.ts'
import { readSettings } from './settings.ts'

/** Where a document stands, and what is set there. */
export function placeOf({ uri, languageId }: vscode.TextDocument): Place {
  return { ...placeAt(uri), language: languageId }
}

/** Where a file stands whose language is not known. */
export function placeAt(uri: vscode.Uri): Place {
  const { model, markers } = readSettings(uri)
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0]
  return {
    path: uri.path,
    file: uri.scheme === 'file' ? uri.fsPath : undefined,
    folder: folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined,
    language: undefined,
    model,
    markers,
    calibration: calibrationOf(),
  }
}
