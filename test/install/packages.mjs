import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '../json.mjs'
import { HumanError, root } from '../process.mjs'
import { npm } from './npm.mjs'

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * This project's node_modules, as package-lock.json has it.
 * @type {import('../install.mjs').Part}
 */
export const packages = {
  title: 'the npm packages',
  isReady: () => matchesLock(),
  async install() {
    if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new HumanError(
        'node_modules is a link, and what it leads to does not match package-lock.json. Install there, or remove the link.',
      )
    }
    await npm(['ci', '--include=dev'], root)
  },
}

/** npm itself writes what it installed, at the very end; compares that, and looks whether it is still there. */
function matchesLock() {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = /** @type {Lock} */ (readJson(join(root, 'package-lock.json'))).packages
  const installed = /** @type {Lock} */ (readJson(record)).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = installed[path]
    if (path === '' || (optional && !found)) return true // An optional package may be for another system.
    return found?.version === version && existsSync(join(root, path, 'package.json'))
  })
}
