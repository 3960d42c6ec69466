import { basename } from 'node:path'
import * as vscode from 'vscode'
import { HumanError } from '../errors.ts'
import type { GrowingLog } from '../growing-log.ts'
import type { Snapshot } from '../protocol.ts'
import type { Log } from '../read-log.ts'
import { blockHandlers } from './block-handlers.ts'
import { follow } from './follow.ts'
import { type ReadLog, keptRecording } from './kept.ts'
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
  // A log whose index is kept is read only when somebody asks for the text of its blocks.
  let whole: Promise<Log> | undefined
  let isShown = false
  const wholeLog = (onProgress?: (share: number) => void): Promise<Log> =>
    (whole ??= import('./replay.ts').then(({ readLogFile }) =>
      readLogFile(uri.fsPath, { signal: abort.signal, onProgress }),
    ))
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
      exchanges: async () => (await wholeLog()).exchanges,
      found: (found) => {
        view.found(found)
      },
    }),
    error: ({ message }) => {
      output.error(`Simulator: ${message}`)
    },
  })
  view.show({ state: 'loading', name })
  const shown = ({ recording, problems }: ReadLog): Snapshot => {
    isShown = true
    return { state: 'ready', name, recording, problems }
  }
  const readWhole = async (): Promise<ReadLog> => {
    const progress = throttle((share) => {
      // A log that is in sight stays there while it is read again.
      if (!isShown) view.show({ state: 'loading', name, share })
    })
    return recorded(await wholeLog(progress))
  }
  const load = async (): Promise<Snapshot> => shown(await keptRecording(uri, readWhole))
  // Of a log that is written while it is shown, only what was appended is read, where its format allows that.
  let growing: GrowingLog | undefined
  let isFollowed = true
  const loadMore = async (): Promise<Snapshot> => {
    // What stood in the file before does not count any more.
    whole = undefined
    const { GrowingLog } = await import('./replay.ts')
    for (; isFollowed; growing = undefined) {
      const isNew = growing === undefined
      growing ??= new GrowingLog(uri.fsPath)
      const log = await growing.read()
      if (log) {
        whole = Promise.resolve(log)
        return shown(await recorded(log))
      }
      isFollowed = !isNew
    }
    return load()
  }
  const refresh = async (read: () => Promise<Snapshot>): Promise<void> => {
    view.show(await read().catch(failed))
  }
  const failed = (error: unknown): Snapshot => {
    const message = error instanceof Error ? error.message : String(error)
    output.warn(message)
    return { state: 'failed', name, message }
  }
  const following = refresh(load).then(() => follow(uri, () => refresh(loadMore)))
  return new vscode.Disposable(() => {
    abort.abort(new HumanError('The editor was closed.'))
    void following.then((each) => {
      each.dispose()
    })
    view.dispose()
  })
}

/** A log as the simulator takes it; readers and the token counter load with the first one. */
async function recorded(log: Log): Promise<ReadLog> {
  if (log.exchanges.length === 0) {
    const [problem] = log.problems.filter(({ severity }) => severity === 'error')
    throw new HumanError(problem?.message ?? 'This log holds no request.')
  }
  const { recordingOf } = await import('./replay.ts')
  return { recording: recordingOf(log), problems: log.problems }
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
