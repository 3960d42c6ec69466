import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HumanError } from '../process.mjs'
import { fillFolder, installs, isFilled } from './folder.mjs'
import { npm } from './npm.mjs'

const vscodeVersion = '1.139.1'
const codeServer = '4.139.1'
const recipe = `code-server ${codeServer}, 1`

const folder = join(installs, `vscode-${vscodeVersion}`)

/** What starts the embedded VS Code; runs on our own Node. */
export const serverScript = join(folder, 'node_modules/code-server/out/node/entry.js')

/** Native modules that would have to be compiled, each with a module of ours in its place. */
const standIns = ['spdlog', 'native-watchdog']

/** Never used here, and large: AI features, and ripgrep for other systems. */
const ballast = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']

/**
 * A real VS Code from the npm registry: its server and its workbench, with the Node extension host.
 * @type {import('../install.mjs').Part}
 */
export const vscode = {
  title: `VS Code ${vscodeVersion} (half a minute, once)`,
  isReady: () => isFilled(folder, recipe),
  async install() {
    if (`${process.platform}-${process.arch}` !== 'linux-x64') {
      throw new HumanError(
        'The embedded VS Code is for Linux on x64 only. Put `code` of a desktop VS Code on the PATH, or name it in VSCODE_PATH.',
      )
    }
    await fillFolder(folder, recipe, fill)
  },
}

/** @param {string} aside */
async function fill(aside) {
  const server = join(aside, 'node_modules/code-server/lib/vscode')
  writeFileSync(join(aside, 'package.json'), '{ "private": true }\n')
  await npm(['install', '--no-package-lock', `code-server@${codeServer}`], aside)
  // What the package's own install script would do, without the native modules that nothing here uses.
  await Promise.all(
    [server, join(server, 'extensions')].map((cwd) =>
      npm(['install', '--no-package-lock', '--omit=dev'], cwd),
    ),
  )
  for (const name of standIns) standIn(join(server, 'node_modules/@vscode', name), name)
  for (const path of [...ballast.map((name) => join(server, name)), ...otherRipgreps(server)]) {
    rmSync(path, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
function standIn(folder, name) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "main": "index.js" }\n')
  copyFileSync(join(import.meta.dirname, 'stand-ins', `${name}.mjs`), join(folder, 'index.js'))
}

/** @param {string} server */
function otherRipgreps(server) {
  const folder = join(server, 'node_modules/@vscode/ripgrep-universal/bin')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name !== 'linux-x64')
    .map((name) => join(folder, name))
}
