import type { Intent, ToWebview } from '../src/protocol.ts'
import { readSaved } from './saved.ts'
import type { Saved } from './state.ts'

declare function acquireVsCodeApi(): {
  postMessage(intent: Intent): void
  getState(): unknown
  setState(saved: Saved): void
}

/** The editor, as the webview sees it. */
export interface Host {
  /** A page that was exported: whole texts and editors are out of reach. */
  readonly isOffline: boolean
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
    isOffline: false,
    post: (intent) => {
      api.postMessage(intent)
    },
    save: unhurried((saved) => {
      api.setState(saved)
    }),
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

/** Milliseconds between two saves. */
const pause = 200

/** Saves at once; while one step follows another, only now and then, and when the page goes. */
function unhurried(save: (saved: Saved) => void): (saved: Saved) => void {
  let newest: Saved | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = (): void => {
    if (newest) save(newest)
    newest = undefined
  }
  const later = (): void => {
    timer = newest && setTimeout(later, pause)
    now()
  }
  window.addEventListener('pagehide', now)
  return (saved) => {
    newest = saved
    if (timer === undefined) later()
  }
}

function isToWebview(data: unknown): data is ToWebview {
  return typeof data === 'object' && data !== null && ('snapshot' in data || 'found' in data)
}
