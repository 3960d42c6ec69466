// Runs a tool of node_modules, or a script, with a Node that is new enough, whatever Node runs this:
// node test/tool.mjs tsc -p .          node test/tool.mjs test/bench/activation.mjs
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, tools } from './install.mjs'
import { node24, nodeFlags } from './install/node.mjs'
import { readJson } from './json.mjs'
import { HumanError, command, ended, onStop, root } from './process.mjs'

const [name = '', ...args] = process.argv.slice(2)

await command(async () => {
  await install(tools)
  const script = existsSync(name) ? name : binary(name)
  const child = spawn(node24, [...nodeFlags, script, ...args], { stdio: 'inherit' })
  const closed = new Promise((resolve) => child.once('close', resolve))
  onStop(() => {
    child.kill()
    return closed
  })
  return ended(child)
})

/**
 * Which file a tool is, by what package-lock.json says of the packages.
 * @param {string} tool
 */
function binary(tool) {
  const lock = /** @type {{ packages: Record<string, { bin?: Record<string, string> }> }} */ (
    readJson(join(root, 'package-lock.json'))
  )
  for (const [folder, { bin }] of Object.entries(lock.packages)) {
    const isOurs = folder.lastIndexOf('node_modules/') === 0
    if (isOurs && bin?.[tool] !== undefined) return join(root, folder, bin[tool])
  }
  throw new HumanError(
    `There is no tool "${tool}" in node_modules. Is its package in package.json?`,
  )
}
