import { readFileSync } from 'node:fs'

/**
 * A JSON file's value, for the caller to give a type.
 * @param {string} path
 * @returns {unknown}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
