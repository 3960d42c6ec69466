import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import { openPrompt } from './open-prompt.ts'
import { changeProject } from './projects.ts'

/**
 * Records the cached prefix of the document in front in its project's configuration, as the one that is meant: from then
 * on editor and command line tell of every other.
 * @throws HumanError where nothing is cached, or there is no place for it.
 */
export async function recordPrefix(argument?: unknown): Promise<void> {
  const { document, read } = await openPrompt(argument)
  const { uri } = document
  if (uri.scheme !== 'file') {
    throw new HumanError('What is recorded is kept by the path of a file. Save this prompt first.')
  }
  const { analyze, configWithHashes, hashesOf, hashesPlace } = await import('./engine.ts')
  const analysis = analyze(read.document, read.options)
  const hashes = analysis ? hashesOf(analysis) : []
  if (hashes.length === 0) {
    throw new HumanError(
      'Nothing in this document is marked for caching. Put a boundary or a breakpoint into it first.',
    )
  }
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath)
  const { config, path } = hashesPlace(uri.fsPath, root)
  await changeProject(config, (text) => configWithHashes(text, path, hashes))
  vscode.window.setStatusBarMessage(
    `$(check) The cached prefix of ${path} is recorded in ${basename(config)}`,
    5000,
  )
}
