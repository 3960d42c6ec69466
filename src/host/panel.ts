import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import type { Intent, IntentHandlers, Snapshot, ToWebview } from '../protocol.ts'

/** A simulator in a webview. */
export interface Simulator {
  /** Shows a snapshot now, and again whenever the webview comes back to life. */
  readonly show: (snapshot: Snapshot) => void
  readonly dispose: () => void
}

/** Fills a webview with the simulator and answers what the person does in it. */
export function attach(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  handlers: Omit<IntentHandlers, 'ready'>,
): Simulator {
  let newest: Snapshot = { state: 'empty' }
  const send = () => {
    const message: ToWebview = { snapshot: newest }
    void webview.postMessage(message)
  }
  const all: IntentHandlers = { ...handlers, ready: send }
  const subscription = webview.onDidReceiveMessage((intent: Intent) => {
    handle(intent, all)
  })
  const dist = vscode.Uri.joinPath(extensionUri, 'dist')
  webview.options = { enableScripts: true, localResourceRoots: [dist] }
  webview.html = pageOf(webview, dist)
  return {
    show: (snapshot) => {
      newest = snapshot
      send()
    },
    dispose: () => {
      subscription.dispose()
    },
  }
}

function handle<T extends Intent['type']>(
  intent: Extract<Intent, { type: T }>,
  handlers: { readonly [K in T]: (intent: Extract<Intent, { type: K }>) => void },
): void {
  handlers[intent.type](intent)
}

/** Scripts by nonce and nothing from the network. */
function pageOf(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64')
  const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString()
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit's controls bring style elements of their own where a browser lacks constructed style sheets.
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${address('webview.css')}" />
    <title>Prompt Cache Simulator</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${address('webview.js')}"></script>
  </body>
</html>`
}
