import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { onStop, root } from '../process.mjs'

/** Where everything that we install lives; git ignores it. */
export const installs = join(root, '.vscode-test')

const stampName = '.installed'

/**
 * Whether a folder is as `fillFolder` left it: made by the same recipe, and no file gone.
 * @param {string} folder
 * @param {string} recipe
 */
export function isFilled(folder, recipe) {
  try {
    return readFileSync(join(folder, stampName), 'utf8') === stamp(folder, recipe)
  } catch {
    return false
  }
}

/**
 * Fills a folder aside and renames it into place, so that a broken install never looks whole.
 * @param {string} folder
 * @param {string} recipe
 * @param {(aside: string) => Promise<void>} fill
 */
export async function fillFolder(folder, recipe, fill) {
  const prefix = `${basename(folder)}.new-`
  mkdirSync(dirname(folder), { recursive: true })
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix)) continue
    // An earlier try was killed. What it started may still be writing; then it goes next time.
    await rm(join(dirname(folder), name), { recursive: true }).catch(() => undefined)
  }
  const aside = mkdtempSync(join(dirname(folder), prefix))
  const discard = onStop(() => {
    remove(aside)
  })
  try {
    await fill(aside)
    writeFileSync(join(aside, stampName), stamp(aside, recipe))
    remove(folder)
    renameSync(aside, folder)
  } finally {
    await discard()
  }
}

/**
 * The recipe and how many files and folders there are.
 * @param {string} folder
 * @param {string} recipe
 */
function stamp(folder, recipe) {
  const names = readdirSync(folder, { recursive: true })
  return `${recipe} ${names.filter((name) => name !== stampName).length}`
}

/** @param {string} path */
function remove(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}
