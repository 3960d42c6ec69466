import * as vscode from 'vscode'
import type { Face } from '../face.ts'
import { toDiagnostic } from './diagnostics.ts'

/** What is wrong with a project's configuration, beside what its schema tells already. */
export const configDiagnostics: Face = () => {
  const collection = vscode.languages.createDiagnosticCollection('prompt-cache-config')
  const update = async (document: vscode.TextDocument) => {
    if (!isConfig(document)) return
    const { parseConfig } = await import('../engine.ts')
    const hasSchema = document.fileName.endsWith('promptcache.json')
    const problems = parseConfig(document.getText()).problems.filter(
      ({ code }) => code !== 'invalid-json' && !(hasSchema && code === 'config'),
    )
    const isOpen = !document.isClosed
    collection.set(document.uri, isOpen ? problems.map((each) => toDiagnostic(document, each)) : [])
  }
  for (const document of vscode.workspace.textDocuments) void update(document)
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => void update(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => void update(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      collection.delete(uri)
    }),
  )
}

function isConfig({ fileName }: vscode.TextDocument): boolean {
  return /(?:^|[/\\])(?:promptcache|cache_config)\.json$/.test(fileName)
}
