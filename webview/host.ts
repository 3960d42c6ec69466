import type { Intent, ToWebview } from '../src/protocol.ts'
import { type Saved, speeds } from './state.ts'

declare function acquireVsCodeApi(): {
  postMessage(intent: Intent): void
  getState(): unknown
  setState(saved: Saved): void
}

/** The editor, as the webview sees it. */
export interface Host {
  readonly post: (intent: Intent) => void
  readonly save: (saved: Saved) => void
  readonly saved: Saved | undefined
  /** Calls back with each message from the panel; the answer stops it. */
  readonly listen: (receive: (message: ToWebview) => void) => () => void
}

/** May be called once in a page's life. */
export function connect(): Host {
  const api = acquireVsCodeApi()
  return {
    post: (intent) => {
      api.postMessage(intent)
    },
    save: (saved) => {
      api.setState(saved)
    },
    saved: readSaved(api.getState()),
    listen: (receive) => {
      const listener = ({ data }: MessageEvent<unknown>): void => {
        if (isToWebview(data)) receive(data)
      }
      window.addEventListener('message', listener)
      return () => {
        window.removeEventListener('message', listener)
      }
    },
  }
}

function isToWebview(data: unknown): data is ToWebview {
  return typeof data === 'object' && data !== null && ('snapshot' in data || 'found' in data)
}

/** State that an older version of the extension kept is read as far as it is understood. */
function readSaved(value: unknown): Saved | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, selected, filter, spacing, speed, folded } = value as Record<string, unknown>
  if (typeof name !== 'string' || typeof selected !== 'number') return undefined
  return {
    name,
    selected,
    // What it asks for and the log does not have is left out when the log comes.
    filter: typeof filter === 'object' && filter !== null ? filter : {},
    spacing: spacing === 'time' ? 'time' : 'even',
    speed: speeds.find((each) => each === speed) ?? 2,
    folded: folded !== false,
  }
}
