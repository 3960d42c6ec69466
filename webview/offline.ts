import type { Intent, Snapshot } from '../src/protocol.ts'
import type { Host } from './host.ts'
import { readSaved } from './saved.ts'

/** Where an exported page keeps its log; see `exportedPage`. */
const id = 'exported'

/** The host of an exported page: its log is in the page, and files are downloaded. Undefined in an editor. */
export function connectOffline(): Host | undefined {
  const text = document.getElementById(id)?.textContent
  if (!text) return undefined
  const { snapshot, saved } = JSON.parse(text) as { snapshot: Snapshot; saved: unknown }
  let receive: Parameters<Host['listen']>[0] = () => undefined
  return {
    isOffline: true,
    saved: readSaved(saved),
    save: () => undefined,
    listen: (receiver) => {
      receive = receiver
      return () => {
        receive = () => undefined
      }
    },
    post: (intent) => {
      if (intent.type === 'ready') receive({ snapshot })
      else if (intent.type === 'copy') void navigator.clipboard.writeText(intent.text)
      else if (intent.type === 'export')
        download(intent, 'name' in snapshot ? snapshot.name : 'log')
      else if (intent.type === 'error') console.error(intent.message)
    },
  }
}

function download({ format, content }: Extract<Intent, { type: 'export' }>, name: string): void {
  const bytes = format === 'png' ? Uint8Array.from(atob(content), (c) => c.charCodeAt(0)) : content
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes]))
  link.download = `${name.replace(/\.[a-z.]*$/, '')}.${format}`
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(link.href)
  }, 1000)
}
