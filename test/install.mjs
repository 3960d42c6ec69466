import { withLock } from './install/lock.mjs'
import { chromium } from './install/chromium.mjs'
import { node, isNewEnough } from './install/node.mjs'
import { packages } from './install/packages.mjs'
import { redis } from './install/redis.mjs'
import { vscode } from './install/vscode.mjs'

/**
 * Something our commands need on this machine. `install` makes it whole, whatever was there.
 * @typedef {object} Part
 * @property {string} title
 * @property {() => boolean | Promise<boolean>} isReady
 * @property {() => Promise<void>} install
 */

/** What every command needs: the npm packages, and a Node that runs them and our TypeScript. */
export const tools = isNewEnough ? [packages] : [packages, node]

/** The embedded VS Code: our own copy of its server, opened in a browser. */
export const editor = [packages, node, vscode]

/** The embedded VS Code together with a browser that needs no screen. */
export const headlessEditor = [...editor, chromium]

/** What the tests of the store need. */
export const store = [packages, node, redis]

/**
 * Puts in place, once, what is missing or broken; says what it does and how long that took.
 * @param {readonly Part[]} parts
 */
export async function install(parts) {
  for (const part of parts) {
    if (await part.isReady()) continue
    await withLock(async () => {
      if (await part.isReady()) return // Another process has just done it.
      const startedAt = performance.now()
      console.error(`Installing ${part.title} ...`)
      await part.install()
      console.error(`  installed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
    })
  }
}
