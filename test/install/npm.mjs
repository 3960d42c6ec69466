import { HumanError, run } from '../process.mjs'

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/**
 * Runs npm in a folder. Install scripts never run: nothing that we install needs one.
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  const options = { cwd, env: environment(), shell: process.platform === 'win32' }
  const { code, output } = await run('npm', [...args, ...quiet], options)
  if (code === 127)
    throw new HumanError('npm is not on the PATH. Install Node.js with npm, then try again.')
  if (code !== 0) throw new HumanError(failure(args, output))
}

/**
 * An outer `npm test` hands its own settings down; what would change the place or the kind of an
 * install is left out.
 */
function environment() {
  const outer =
    /^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(global|local_prefix|prefix|location|nodedir|omit|include|only|production|dry_run|package_lock_only|ignore_scripts|workspaces?)$|^NODE_(ENV|OPTIONS)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)))
}

/**
 * @param {readonly string[]} args
 * @param {string} output
 */
function failure(args, output) {
  const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)
  const reason = isOffline
    ? 'The npm registry cannot be reached. Check the network (or the proxy in .npmrc), then try again.'
    : `npm ${args[0] ?? ''} failed.`
  return [reason, ...output.trim().split('\n').slice(0, 8)].join('\n')
}
