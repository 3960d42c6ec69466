import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import type { Found, Intent, IntentHandlers, Snapshot, ToWebview } from '../protocol.ts'
import type { BlockTexts } from './block-texts.ts'
import { exportHandlers } from './exports.ts'
import { pageOf } from './page.ts'

/** What the host does about each intent; those that ask for nothing but the snapshot are answered here. */
export type Handlers = Omit<
  IntentHandlers,
  'ready' | 'export' | 'exportPage' | 'copy' | 'openCode' | 'applyStrategy'
> &
  // Only where a document can be changed.
  Partial<Pick<IntentHandlers, 'applyStrategy'>>

/** What the simulator is shown with. */
export interface Surroundings {
  readonly extensionUri: vscode.Uri
  readonly output: vscode.LogOutputChannel
  readonly texts: BlockTexts
}

/** A webview that shows the simulator. */
export interface Simulator {
  /** Shows a snapshot now, and again whenever the webview is made anew. */
  show(snapshot: Snapshot): void
  /** Answers a search. */
  found(found: Found): void
  dispose(): void
}

/**
 * Fills a webview, of a panel or of a custom editor, with the simulator. The newest snapshot is kept, so that a webview
 * which was hidden, reloaded or revived heals itself when it says `ready`.
 */
export function attach(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  handlers: Handlers,
): Simulator {
  let newest: Snapshot = { state: 'empty' }
  let isReady = false
  const send = (): void => {
    void webview.postMessage({ snapshot: newest } satisfies ToWebview)
  }
  const all: IntentHandlers = {
    applyStrategy: () => undefined,
    ...handlers,
    ...exportHandlers(extensionUri, () => newest),
    ready: () => {
      isReady = true
      send()
    },
  }
  const listening = webview.onDidReceiveMessage((intent: Intent) => {
    dispatch(all, intent)
  })
  const dist = vscode.Uri.joinPath(extensionUri, 'dist')
  const uriOf = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString()
  webview.options = { enableScripts: true, localResourceRoots: [dist] }
  webview.html = pageOf({
    script: uriOf('webview.js'),
    style: uriOf('webview.css'),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
  })
  return {
    show: (snapshot) => {
      newest = snapshot
      if (isReady) send()
    },
    found: (found) => {
      void webview.postMessage({ found } satisfies ToWebview)
    },
    dispose: () => {
      listening.dispose()
    },
  }
}

/** Calls the handler of an intent; what a newer webview asks for and this host does not know is left alone. */
function dispatch(handlers: IntentHandlers, intent: Intent): void {
  const known: Partial<Record<string, (intent: never) => void>> = handlers
  known[intent.type]?.(intent as never)
}
