import { join } from 'node:path'
import { readJson } from './json.mjs'
import { root, show } from './process.mjs'

/**
 * Runs a script of package.json, each of its commands whether or not the one before failed, and
 * answers how many failed.
 * @param {string} name
 */
export async function runScript(name) {
  const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (
    readJson(join(root, 'package.json'))
  )
  let failed = 0
  for (const line of scripts[name]?.split(' && ') ?? []) {
    const code = await show(line, [], { cwd: root, shell: true, timeoutMs: 600_000 })
    if (code !== 0) failed++
  }
  return failed
}
