import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { Exchange } from '../core/prompt.ts'
import type { Snapshot } from '../protocol.ts'
import { blockHandlers } from './block-handlers.ts'
import { applyStrategy } from './edits.ts'
import { openPrompt } from './open-prompt.ts'
import { type Surroundings, attach } from './panel.ts'
import { placeOf } from './places.ts'
import { rangeOf } from './ranges.ts'
import { onDidChangeSettings } from './settings.ts'
import { showError } from './show-error.ts'

/** A custom editor that shows prompt files as dry runs, beside their text. */
const viewType = 'promptCache.dryRun'

/** Milliseconds without typing before a prompt is run again. */
const pause = 300

/** Registers the simulator as a second editor for prompt files. */
export function registerPromptEditor(surroundings: Surroundings): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(viewType, {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const shown = await showPrompt(uri, panel.webview, surroundings)
      panel.onDidDispose(() => {
        shown.dispose()
      })
    },
  } satisfies vscode.CustomReadonlyEditorProvider)
}

/** Opens the dry run of the prompt that a command was given, or of the one at the cursor. */
export async function openPromptInSimulator(argument?: unknown): Promise<void> {
  const { document, offset } = await openPrompt(argument)
  // The fragment says which prompt of the file is meant.
  const uri = document.uri.with({ fragment: String(offset) })
  const beside = vscode.ViewColumn.Beside
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType, beside)
}

/** Runs a prompt dry into a webview, and again whenever its text or its settings change. */
async function showPrompt(
  uri: vscode.Uri,
  webview: vscode.Webview,
  { extensionUri, output, texts }: Surroundings,
): Promise<vscode.Disposable> {
  const name = `Dry run of ${basename(uri.path)}`
  const offset = Number(uri.fragment) || 0
  const document = await vscode.workspace.openTextDocument(uri.with({ fragment: '' }))
  let exchanges: readonly Exchange[] = []
  const view = attach(webview, extensionUri, {
    cancel: () => undefined,
    openLog: () => {
      void vscode.commands.executeCommand('promptCache.openLog')
    },
    error: ({ message }) => {
      output.error(`Simulator: ${message}`)
    },
    applyStrategy: ({ strategy, ttl }) => {
      applyStrategy(document, { strategy, ttl }, offset).catch((error: unknown) => {
        showError(error, output)
      })
    },
    ...blockHandlers({
      name,
      texts,
      exchanges: () => exchanges,
      found: (found) => {
        view.found(found)
      },
      reveal: ({ span }) => {
        if (!span) return
        const options = { selection: rangeOf(document, span), viewColumn: columnOf(document) }
        void vscode.window.showTextDocument(document, options)
      },
    }),
  })
  const run = async (): Promise<Snapshot> => {
    const { dryRunOf, readPlace } = await import('./engine.ts')
    const made = dryRunOf(readPlace(document.getText(), placeOf(document)), offset)
    if (!made) return { state: 'failed', name, message: noPrompt }
    exchanges = made.exchanges
    const { recording, invented, isEditable } = made
    return { state: 'ready', name, recording, problems: [], invented, isEditable }
  }
  let timer: NodeJS.Timeout | undefined
  const start = (delay: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      run()
        .then((snapshot) => {
          view.show(snapshot)
        })
        .catch((error: unknown) => {
          output.error('Dry run failed', error)
        })
    }, delay)
  }
  start(0)
  return vscode.Disposable.from(
    view,
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) start(pause)
    }),
    onDidChangeSettings(() => {
      start(0)
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer)
    }),
  )
}

const noPrompt =
  'This file holds no prompt. Mark where its cached part ends with <<CACHE_BOUNDARY>>, or open a Messages API body.'

/** Where a document is open already, so that going there opens no second editor. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document)
  return editor?.viewColumn ?? vscode.ViewColumn.Beside
}
