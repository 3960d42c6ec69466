import * as vscode from 'vscode'
import type { StoreSettings } from '../store/open-store.ts'

/** The settings as the person set them; their defaults stand in the manifest. */
export interface Settings {
  /** The model of documents that name none. */
  readonly model: string
  readonly markers: readonly string[]
  readonly gutterIcons: boolean
  readonly tint: boolean
  readonly overviewRuler: boolean
  readonly labels: boolean
  readonly codeLens: boolean
  /** Where test requests go; empty for the Claude API. */
  readonly baseUrl: string
  /** Of an HTTP proxy; empty for the editor's own. */
  readonly proxy: string
  readonly headers: Readonly<Record<string, string>>
  /** US dollars that test requests may cost a day. */
  readonly dailyBudget: number
  /** When the API is asked how long prompts are, which sends it their text. */
  readonly exactCounts: 'never' | 'onCommand' | 'background'
}

/** The settings of the store, as the person set them. */
export interface StoreChoice extends StoreSettings {
  readonly enabled: boolean
  readonly optimise: boolean
  /** A port of this machine where Prometheus reads the statistics; 0 for none. */
  readonly metricsPort: number
}

/** Reads all settings, for a document where it matters. */
export function readSettings(scope?: vscode.ConfigurationScope): Settings {
  const get = vscode.workspace.getConfiguration('promptCache', scope)
  return {
    model: get.get<string>('model', ''),
    markers: get.get<string[]>('markers', []),
    gutterIcons: get.get<boolean>('editor.gutterIcons', true),
    tint: get.get<boolean>('editor.tint', true),
    overviewRuler: get.get<boolean>('editor.overviewRuler', true),
    labels: get.get<boolean>('editor.labels', true),
    codeLens: get.get<boolean>('editor.codeLens', true),
    baseUrl: get.get<string>('send.baseUrl', ''),
    proxy: get.get<string>('send.proxy', ''),
    headers: get.get<Record<string, string>>('send.headers', {}),
    dailyBudget: get.get<number>('send.dailyBudget', 5),
    exactCounts: get.get<Settings['exactCounts']>('exactCounts', 'onCommand'),
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

/** Reads the settings of the store; an untrusted workspace's own address of a Redis is left out by the editor. */
export function readStoreSettings(): StoreChoice {
  const get = vscode.workspace.getConfiguration('promptCache')
  return {
    enabled: get.get<boolean>('store.enabled', true),
    megabytes: get.get<StoreSettings['megabytes']>('store.megabytes', {}),
    hours: get.get<StoreSettings['hours']>('store.hours', {}),
    optimise: get.get<boolean>('store.optimise', true),
    redisUrl: get.get<string>('store.redisUrl', ''),
    shareText: get.get<boolean>('store.shareText', false),
    metricsPort: get.get<number>('store.metricsPort', 0),
  }
}

/** Fires when any setting of ours changes, or any under a part of their names. */
export function onDidChangeSettings(listener: () => void, part = ''): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`promptCache${part}`)) listener()
  })
}
