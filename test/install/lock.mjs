import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onStop } from '../process.mjs'
import { installs } from './folder.mjs'

const file = join(installs, 'lock')
const longestInstallMinutes = 20

/**
 * Does some work while no other process of this checkout does any.
 * @param {() => Promise<void>} work
 */
export async function withLock(work) {
  mkdirSync(installs, { recursive: true })
  for (let waits = 0; !take(); waits++) {
    if (isStale()) rmSync(file, { force: true })
    else if (waits === 0) console.error('Waiting for an install that another process has begun ...')
    await sleep(300)
  }
  const release = onStop(() => {
    rmSync(file, { force: true })
  })
  await work().finally(release)
}

function take() {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Its owner has been killed. */
function isStale() {
  try {
    const isOld = Date.now() - statSync(file).mtimeMs > longestInstallMinutes * 60_000
    const owner = Number(readFileSync(file, 'utf8'))
    if (isOld || owner === 0) return isOld
    process.kill(owner, 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}
