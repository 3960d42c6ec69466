import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HumanError, run } from '../process.mjs'
import { fillFolder, installs, isFilled } from './folder.mjs'
import { nodeFolder, ownNode } from './node.mjs'
import { npm } from './npm.mjs'
import { onPath } from './path.mjs'

const vscodeVersion = '1.139.1'
const codeServer = '4.139.1'
const nodeGyp = '12.4.0'

const folder = join(installs, `vscode-${vscodeVersion}`)

/** What starts the embedded VS Code; runs on our own Node. */
export const serverScript = join(folder, 'node_modules/code-server/out/node/entry.js')

/** VS Code's log files, and with them its output channels, need the first; the second is a watchdog. */
const natives = ['@vscode/spdlog', '@vscode/native-watchdog']

/** Never used here, and large: AI features, and ripgrep for other systems. */
const ballast = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']

/**
 * A real VS Code from the npm registry: its server and its workbench, with the Node extension host.
 * @type {import('../install.mjs').Part}
 */
export const vscode = {
  title: `VS Code ${vscodeVersion} (about a minute, once)`,
  isReady: () => isFilled(folder, codeServer),
  async install() {
    if (`${process.platform}-${process.arch}` !== 'linux-x64') {
      throw new HumanError(
        'The embedded VS Code is for Linux on x64 only. Put `code` of a desktop VS Code on the PATH, or name it in VSCODE_PATH.',
      )
    }
    await fillFolder(folder, codeServer, fill)
  },
}

/** @param {string} aside */
async function fill(aside) {
  const server = join(aside, 'node_modules/code-server/lib/vscode')
  const gyp = join(aside, 'node_modules/node-gyp/bin/node-gyp.js')
  writeFileSync(join(aside, 'package.json'), '{ "private": true }\n')
  await npm(
    ['install', '--no-package-lock', `code-server@${codeServer}`, `node-gyp@${nodeGyp}`],
    aside,
  )
  // What the package's own install script would do, without the native modules that nothing here uses.
  await Promise.all(
    [server, join(server, 'extensions')].map((cwd) =>
      npm(['install', '--no-package-lock', '--omit=dev'], cwd),
    ),
  )
  await build(
    natives.map((name) => join(server, 'node_modules', name)),
    gyp,
  )
  for (const path of [...ballast.map((name) => join(server, name)), ...otherRipgreps(server)]) {
    rmSync(path, { recursive: true, force: true })
  }
}

/**
 * Builds native modules where there is a compiler; everything but output channels works without.
 * @param {readonly string[]} modules
 * @param {string} gyp
 */
async function build(modules, gyp) {
  const missing = ['python3', 'make', 'g++'].filter((name) => !onPath(name))
  if (missing.length > 0) {
    console.error(`  without ${missing.join(', ')}: VS Code's output channels will stay empty`)
    return
  }
  const args = [gyp, 'rebuild', `--nodedir=${nodeFolder}`]
  const results = await Promise.all(modules.map((cwd) => run(ownNode, args, { cwd })))
  const failed = results.find(({ code }) => code !== 0)
  if (failed) {
    console.error(`  a native build failed: VS Code's output channels will stay empty`)
    console.error(failed.output.trim().split('\n').slice(-5).join('\n').replaceAll(/^/gm, '    '))
  }
}

/** @param {string} server */
function otherRipgreps(server) {
  const folder = join(server, 'node_modules/@vscode/ripgrep-universal/bin')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name !== 'linux-x64')
    .map((name) => join(folder, name))
}
