import * as vscode from 'vscode'
import type { Warmers } from '../store/optimiser.ts'
import { keptAnalysisAt, keptRecording } from './kept.ts'
import { placeAt } from './places.ts'

/** Computes again what the store holds of a file, by the name of its kind. */
export const warmers: Warmers = {
  analysis: async (path) => {
    const uri = vscode.Uri.file(path)
    const text = await textOf(uri)
    if (text === undefined) return false
    await keptAnalysisAt(text, placeAt(uri))
    return true
  },
  'log-index': async (path) => {
    const { readLogFile, recordingOf } = await import('./replay.ts')
    try {
      await keptRecording(vscode.Uri.file(path), async () => {
        const log = await readLogFile(path)
        return { recording: recordingOf(log), problems: log.problems }
      })
      return true
    } catch {
      // It was deleted, or is no log any more.
      return false
    }
  },
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
  } catch {
    return undefined
  }
}
