import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HumanError, run } from '../process.mjs'
import { fillFolder, installs, isFilled } from './folder.mjs'
import { npm } from './npm.mjs'

const version = '24.21.0'
const platform = process.platform === 'win32' ? 'win' : process.platform
const name = `node-${platform}-${process.arch}`
const folder = join(installs, `node-${version}`)

/** Our own Node 24. */
export const ownNode = join(
  ...[folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node'],
)

/** From 22.18 on, Node runs TypeScript as it is; vsce and the tests' own libraries need 22 too. */
export const isNewEnough = isAtLeast(22, 18)

/** The Node that runs our tools and tests. */
export const node24 = isNewEnough ? process.execPath : ownNode

/**
 * What it is told when it runs our TypeScript: that these are modules it sees by itself. The package cannot say so, as
 * the bundles beside them are none.
 */
export const nodeFlags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']

/**
 * Node 24 from the npm registry, beside whatever Node the machine has.
 * @type {import('../install.mjs').Part}
 */
export const node = {
  title: `Node ${version}`,
  isReady: () => isFilled(folder, name),
  install: () =>
    fillFolder(folder, name, async (aside) => {
      writeFileSync(join(aside, 'package.json'), '{ "private": true }\n')
      await npm(['install', '--no-package-lock', `${name}@${version}`], aside)
      rmSync(join(aside, 'node_modules', name, 'include'), { recursive: true, force: true })
      const { output } = await run(join(aside, ownNode.slice(folder.length)), ['--version'])
      if (output.trim() !== `v${version}`) {
        throw new HumanError(
          `Node ${version} does not run here (${output.trim()}). Install Node 22.18 or newer yourself.`,
        )
      }
    }),
}

/**
 * @param {number} major
 * @param {number} minor
 */
function isAtLeast(major, minor) {
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split('.').map(Number)
  return ourMajor > major || (ourMajor === major && ourMinor >= minor)
}
