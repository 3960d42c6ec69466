import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { pageOf } from '../../src/host/page.ts'
import type { Intent, Snapshot } from '../../src/protocol.ts'
import { root } from '../process.mjs'
import { type Theme, themes, variablesOf } from './themes.ts'

/** The simulator's page as the editor would show it, without an editor. */
export interface Studio {
  readonly page: Page
  /** What the webview asked for so far. */
  intents(): Promise<Intent[]>
  show(snapshot: Snapshot): Promise<void>
  /** Everything that the browser complained about, the content security policy included. */
  readonly complaints: readonly string[]
}

export interface View {
  readonly width: number
  readonly height: number
  readonly theme?: Theme
}

const origin = 'http://studio.test'

/** Opens the page with a stand-in for the editor: it keeps state over a reload and records intents. */
export async function openStudio(
  browser: Browser,
  { width, height, theme = 'dark' }: View,
): Promise<Studio> {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.route(`${origin}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1)
    if (name !== '') {
      const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript'
      return route.fulfill({ body: readFileSync(join(root, 'dist', name)), contentType })
    }
    const body = pageOf({
      script: `${origin}/webview.js`,
      style: `${origin}/webview.css`,
      source: origin,
      nonce: 'bm9uY2U',
    })
    return route.fulfill({ body, contentType: 'text/html' })
  })
  await page.addInitScript(standIn(theme))
  await page.goto(`${origin}/`)
  return {
    page,
    complaints,
    intents: () => page.evaluate('window.intents'),
    show: async (snapshot) => {
      await page.waitForFunction("window.intents.some(({ type }) => type === 'ready')")
      await page.evaluate(`window.postMessage(${JSON.stringify({ snapshot })})`)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
    },
  }
}

/** Runs in the page before anything else. */
function standIn(theme: Theme): string {
  return `
    window.intents = []
    window.acquireVsCodeApi = () => ({
      postMessage: (intent) => { window.intents.push(intent) },
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState: (state) => { sessionStorage.setItem('state', JSON.stringify(state)) },
    })
    const dress = () => {
      const root = document.documentElement
      if (!root) return
      for (const [name, value] of Object.entries(${JSON.stringify(variablesOf(theme))})) {
        root.style.setProperty(name, value)
      }
      if (document.body) document.body.className = ${JSON.stringify(themes[theme].body)}
    }
    dress()
    document.addEventListener('readystatechange', dress)
  `
}
