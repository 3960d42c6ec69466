import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { Capture } from '../capture/proxy.ts'
import { type Totals, noTotals, withExchange } from '../capture/totals.ts'
import { hitRate } from '../core/cost.ts'
import { formatMoney, formatShare, plural } from '../core/format.ts'
import { HumanError } from '../errors.ts'
import { proxyTo } from './http-proxy.ts'
import { openLog } from './log-editor.ts'
import { readCaptureSettings } from './settings.ts'

/** The capture proxy in the editor: at most one, with an item in the status bar while it runs. */
export class CaptureControl implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext
  readonly #log: vscode.LogOutputChannel
  readonly #item: vscode.StatusBarItem
  #running: { readonly capture: Capture; readonly file: string } | undefined
  #starting: Promise<void> | undefined
  #totals: Totals = noTotals

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context
    this.#log = log
    this.#item = vscode.window.createStatusBarItem(
      'promptCache.capture',
      vscode.StatusBarAlignment.Left,
      39,
    )
    this.#item.name = 'Prompt Cache Capture'
    this.#item.command = 'promptCache.openCapture'
  }

  /** Starts the proxy, and has new terminals use it. */
  async start(): Promise<void> {
    this.#starting ??= this.#running ? Promise.resolve() : this.#start()
    try {
      await this.#starting
    } finally {
      this.#starting = undefined
    }
    this.#offerAddress()
  }

  /** Stops the proxy once what is under way has ended. */
  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    this.#context.environmentVariableCollection.delete(variable)
    this.#item.hide()
    void vscode.commands.executeCommand('setContext', 'promptCache.isCapturing', false)
    await running?.capture.stop()
  }

  /** Opens what was captured in the simulator. */
  async open(): Promise<void> {
    await openLog(vscode.Uri.file(this.#known().file))
  }

  async copyAddress(): Promise<void> {
    await vscode.env.clipboard.writeText(this.#known().capture.url)
    void vscode.window.setStatusBarMessage('Copied the base URL of the capture', 3000)
  }

  /** The window closes: there is nobody left to tell but the proxy. */
  dispose(): void {
    void this.#running?.capture.stop()
    this.#item.dispose()
  }

  async #start(): Promise<void> {
    const { upstream, bodies, diagnostics, port } = readCaptureSettings()
    const folder = await this.#folder()
    const file = join(folder, 'traffic.capture.jsonl')
    const { startCapture } = await import('../capture/proxy.ts')
    this.#totals = noTotals
    const capture = await startCapture({
      upstream,
      proxy: proxyTo(upstream),
      log: file,
      port,
      bodies,
      diagnostics,
      recorder: this.#context.asAbsolutePath('dist/recorder.js'),
      onExchange: (summary) => {
        this.#totals = withExchange(this.#totals, summary)
        this.#show()
      },
      onTrouble: (message) => {
        this.#log.warn(message)
        this.#item.text = '$(warning) Capture'
        this.#item.tooltip = message
      },
    })
    this.#running = { capture, file }
    const variables = this.#context.environmentVariableCollection
    // A window that is opened again has no proxy yet.
    variables.persistent = false
    variables.description = 'Calls of the Claude API are captured by Prompt Cache.'
    variables.replace(variable, capture.url)
    void vscode.commands.executeCommand('setContext', 'promptCache.isCapturing', true)
    this.#log.info(`Capturing calls of ${upstream} at ${capture.url} into ${file}`)
    this.#show()
    this.#item.show()
  }

  /** Tells the address; nobody waits for the answer. */
  #offerAddress(): void {
    const { url } = this.#known().capture
    const text = `Capturing at ${url}. New terminals use it; give it to other clients as ${variable}.`
    void vscode.window.showInformationMessage(text, 'Copy', 'Stop').then((choice) => {
      if (choice === 'Copy') return this.copyAddress()
      return choice === 'Stop' ? this.stop() : undefined
    })
  }

  #known(): { readonly capture: Capture; readonly file: string } {
    if (this.#running) return this.#running
    throw new HumanError('Nothing is captured now. Start with "Prompt Cache: Start Capture".')
  }

  #show(): void {
    const { exchanges, failed, usage, usd } = this.#totals
    const rate = formatShare(hitRate(usage))
    this.#item.text = `$(record) ${exchanges} · ${rate}`
    const tooltip = new vscode.MarkdownString(
      [
        `**Capturing** ${plural(exchanges, 'call')}${failed > 0 ? `, ${failed} failed` : ''}`,
        `${rate} read from the cache, ${formatMoney(usd)} at list price`,
        '[Copy Base URL](command:promptCache.copyCaptureAddress) · ' +
          '[Open in Simulator](command:promptCache.openCapture) · [Stop](command:promptCache.stopCapture)',
      ].join('\n\n'),
    )
    tooltip.isTrusted = true
    this.#item.tooltip = tooltip
    this.#item.accessibilityInformation = {
      label: `Prompt Cache is capturing: ${plural(exchanges, 'call')}, ${rate} read. Open in simulator`,
    }
  }

  /** Where captures of this workspace go; out of version control. */
  async #folder(): Promise<string> {
    const [workspace] = vscode.workspace.workspaceFolders ?? []
    const isLocal = workspace?.uri.scheme === 'file'
    const folder = isLocal
      ? join(workspace.uri.fsPath, '.promptcache')
      : this.#context.globalStorageUri.fsPath
    await mkdir(folder, { recursive: true })
    if (isLocal) {
      const ignore = writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
      await ignore.catch(() => undefined)
    }
    return folder
  }
}

const variable = 'ANTHROPIC_BASE_URL'
