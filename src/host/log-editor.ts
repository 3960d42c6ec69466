import { basename } from 'node:path'
import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import { blockHandlers } from './block-handlers.ts'
import { follow } from './follow.ts'
import { FollowedLog } from './followed-log.ts'
import type { ReadLog } from './kept.ts'
import { type Surroundings, attach } from './panel.ts'

/** Custom editors: the product's own captures open in it at once, other logs by choice. */
const viewTypes = ['promptCache.capture', 'promptCache.log'] as const

/** Registers the simulator as an editor for logs. */
export function registerLogEditor(surroundings: Surroundings): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => {
      const opened = showLog(uri, panel.webview, surroundings)
      panel.onDidDispose(() => {
        opened.dispose()
      })
    },
  }
  return vscode.Disposable.from(
    ...viewTypes.map((type) => vscode.window.registerCustomEditorProvider(type, provider)),
  )
}

/** Asks for a log, unless one is given, and opens it in the simulator. */
export async function openLog(uri?: vscode.Uri): Promise<void> {
  const chosen = uri ?? (await askForLog())
  if (chosen) await vscode.commands.executeCommand('vscode.openWith', chosen, viewTypes[1])
}

async function askForLog(): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: 'Open Log',
      openLabel: 'Open in Simulator',
      filters: {
        Logs: [
          'jsonl',
          'ndjson',
          'json',
          'har',
          'yaml',
          'yml',
          'sse',
          'db',
          'log',
          'gz',
          'zst',
          'br',
        ],
        'All files': ['*'],
      },
    })) ?? []
  return chosen
}

/** Reads a log into a webview: progress first, then the replay or what went wrong. */
function showLog(
  uri: vscode.Uri,
  webview: vscode.Webview,
  { extensionUri, output, texts }: Surroundings,
): vscode.Disposable {
  const name = basename(uri.path)
  const abort = new AbortController()
  const log = new FollowedLog(uri, abort.signal)
  const view = attach(webview, extensionUri, {
    cancel: () => {
      abort.abort(new HumanError('Reading was cancelled. Open the log again to read all of it.'))
    },
    openLog: () => {
      void vscode.commands.executeCommand('promptCache.openLog')
    },
    ...blockHandlers({
      name,
      texts,
      exchanges: () => log.exchanges(),
      found: (found) => {
        view.found(found)
      },
    }),
    error: ({ message }) => {
      output.error(`Simulator: ${message}`)
    },
  })
  view.show({ state: 'loading', name })
  let isShown = false
  const progress = throttle((share) => {
    // A log that is in sight stays there while it is read again.
    if (!isShown) view.show({ state: 'loading', name, share })
  })
  const show = async (reading: Promise<ReadLog>): Promise<void> => {
    try {
      const { recording, problems } = await reading
      isShown = true
      view.show({ state: 'ready', name, recording, problems })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      output.warn(message)
      view.show({ state: 'failed', name, message })
    }
  }
  const following = show(log.read(progress)).then(() =>
    follow(uri, () => show(log.readAgain(progress))),
  )
  return new vscode.Disposable(() => {
    abort.abort(new HumanError('The editor was closed.'))
    void following.then((each) => {
      each.dispose()
    })
    view.dispose()
  })
}

/** Lets through a call at most every 100 ms. */
function throttle(run: (share: number) => void): (share: number) => void {
  let last = 0
  return (share) => {
    const now = performance.now()
    if (now - last < 100) return
    last = now
    run(share)
  }
}
