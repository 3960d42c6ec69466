import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import type { Span } from '../core/prompt.ts'
import type { TestResult } from '../core/test-result.ts'
import type { ResultHandlers, ResultIntent, ToResult } from '../protocol.ts'
import { pageOf } from './page.ts'
import { rangeOf } from './ranges.ts'

/** A result, and what can be done with it. */
export interface ShownResult {
  readonly result: TestResult
  /** By request: where in the document its failure stands. */
  readonly places: readonly (Span | undefined)[]
  /** What was tested. */
  readonly uri: vscode.Uri
  /** The log that it was appended to. */
  readonly log: vscode.Uri
  readonly markdown: () => string
  readonly again: () => Promise<void>
  /** Shows what went wrong. */
  readonly onError: (error: unknown) => void
}

/** Opens predicted against actual beside what was tested. */
export function showResult(extensionUri: vscode.Uri, shown: ShownResult): void {
  const { result, places, onError } = shown
  const dist = vscode.Uri.joinPath(extensionUri, 'dist')
  const panel = vscode.window.createWebviewPanel(
    'promptCache.result',
    `${result.isDry ? 'Dry run' : 'Test'}: ${result.title}`,
    vscode.ViewColumn.Beside,
    { enableScripts: true, localResourceRoots: [dist] },
  )
  const { webview } = panel
  const handlers: ResultHandlers = {
    ready: () => {
      const message = { result, places: places.map((place) => place !== undefined) }
      void webview.postMessage(message satisfies ToResult)
    },
    again: () => void shown.again().catch(onError),
    simulate: () => void vscode.commands.executeCommand('promptCache.openLog', shown.log),
    save: () => void save(shown.markdown()).catch(onError),
    showPlace: ({ step }) => void showPlace(shown.uri, places[step]).catch(onError),
    error: ({ message }) => {
      onError(new Error(message))
    },
  }
  const listening = webview.onDidReceiveMessage((intent: ResultIntent) => {
    const known: Partial<Record<string, (intent: never) => void>> = handlers
    known[intent.type]?.(intent as never)
  })
  panel.onDidDispose(() => {
    listening.dispose()
  })
  const uriOf = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString()
  webview.html = pageOf({
    script: uriOf('result.js'),
    style: uriOf('result.css'),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    title: 'Predicted against actual',
  })
}

async function save(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language: 'markdown' })
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside })
}

async function showPlace(uri: vscode.Uri, span: Span | undefined): Promise<void> {
  if (!span) return
  const document = await vscode.workspace.openTextDocument(uri)
  await vscode.window.showTextDocument(document, {
    selection: rangeOf(document, span),
    viewColumn: vscode.ViewColumn.Beside,
  })
}
