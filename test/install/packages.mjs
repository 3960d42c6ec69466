import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '../json.mjs'
import { root } from '../process.mjs'
import { npm } from './npm.mjs'

const folder = join(root, 'node_modules')

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * This project's node_modules, as package-lock.json has it.
 * @type {import('../install.mjs').Part}
 */
export const packages = {
  title: 'the npm packages',
  isReady: () => isLink() || matchesLock(),
  install: () => npm(['ci', '--include=dev'], root),
}

/** Someone shares one install between several checkouts: theirs to keep up to date. */
function isLink() {
  return lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

/** npm itself writes what it installed, at the very end; compares that, and looks whether it is still there. */
function matchesLock() {
  const record = join(folder, '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = /** @type {Lock} */ (readJson(join(root, 'package-lock.json'))).packages
  const installed = /** @type {Lock} */ (readJson(record)).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = installed[path]
    if (path === '' || (optional && !found)) return true // An optional package may be for another system.
    return found?.version === version && existsSync(join(root, path, 'package.json'))
  })
}
