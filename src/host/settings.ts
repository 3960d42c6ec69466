import * as vscode from 'vscode'

/** The settings as the person set them; their defaults stand in the manifest. */
export interface Settings {
  /** The model of documents that name none. */
  readonly model: string
  readonly markers: readonly string[]
  readonly gutterIcons: boolean
  readonly tint: boolean
  readonly labels: boolean
  readonly codeLens: boolean
}

/** Reads all settings, for a document where it matters. */
export function readSettings(scope?: vscode.ConfigurationScope): Settings {
  const get = vscode.workspace.getConfiguration('promptCache', scope)
  return {
    model: get.get<string>('model', ''),
    markers: get.get<string[]>('markers', []),
    gutterIcons: get.get<boolean>('editor.gutterIcons', true),
    tint: get.get<boolean>('editor.tint', true),
    labels: get.get<boolean>('editor.labels', true),
    codeLens: get.get<boolean>('editor.codeLens', true),
  }
}

/** How traffic is captured. */
interface CaptureSettings {
  /** Base URL of the API. */
  readonly upstream: string
  readonly port: number
  readonly bodies: 'full' | 'digests'
  readonly diagnostics: boolean
}

export function readCaptureSettings(): CaptureSettings {
  const get = vscode.workspace.getConfiguration('promptCache')
  return {
    upstream: get.get<string>('capture.upstream', ''),
    port: get.get<number>('capture.port', 0),
    bodies: get.get<'full' | 'digests'>('capture.bodies', 'full'),
    diagnostics: get.get<boolean>('capture.diagnostics', false),
  }
}

/** Fires when any setting of ours changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('promptCache')) listener()
  })
}
