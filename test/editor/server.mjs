import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { serverScript } from '../install/vscode.mjs'
import { ownNode } from '../install/node.mjs'
import { personsEnvironment, strangersEnvironment } from './environment.mjs'
import { HumanError, end, ended, onStop, run, start } from '../process.mjs'

/** @typedef {import('./profile.mjs').Profile} Profile */

/**
 * @typedef {object} ServerOptions
 * @property {boolean} [isPrivate] Whether it runs for a person, who keeps their home and their keys.
 * @property {boolean} [underTest] Whether the address may name an extension under test. VS Code then
 *   shows no notification.
 * @property {boolean} [distrusts] Whether folders are trusted only where a person says so.
 * @property {number} [port] Any free one by default.
 * @property {NodeJS.ProcessEnv} [env] What the extension host sees besides.
 */

/**
 * Starts the embedded VS Code on the loopback interface.
 * @param {Profile} profile
 * @param {ServerOptions} [options]
 */
export async function startServer(
  profile,
  { isPrivate, underTest, distrusts, port = 0, env } = {},
) {
  const args = [
    ...[serverScript, ...places(profile), '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check'],
    ...['--disable-getting-started-override', '--disable-proxy'],
    ...(distrusts ? [] : ['--disable-workspace-trust']),
    ...(underTest ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ]
  const child = start(ownNode, args, {
    env: { ...environment(profile, isPrivate), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = onStop(() => end(child))
  const url = await address(child)
  return { url, stop, ended: ended(child) }
}

/**
 * Installs a packaged extension into a profile.
 * @param {Profile} profile
 * @param {string} vsix
 */
export async function installVsix(profile, vsix) {
  const args = [serverScript, ...places(profile), '--install-extension', resolve(vsix)]
  const { code, output } = await run(ownNode, args, { env: environment(profile) })
  if (code !== 0) throw new Error(`VS Code did not install ${vsix}:\n${output}`)
}

/** @param {Profile} profile */
function places(profile) {
  const config = join(profile.folder, 'config.yaml')
  writeFileSync(config, 'auth: none\n')
  return [
    '--config',
    config,
    '--user-data-dir',
    profile.user,
    '--extensions-dir',
    profile.extensions,
  ]
}

/**
 * @param {Profile} profile
 * @param {boolean} [isPrivate]
 */
function environment({ home, temporary }, isPrivate) {
  return {
    ...(isPrivate ? personsEnvironment() : strangersEnvironment(home)),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":""}', // Looks for no extension on the network.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function address(child) {
  let output = ''
  return new Promise((resolve, reject) => {
    /** @param {string} what */
    const fail = (what) => {
      reject(new HumanError(`The embedded VS Code ${what}.\n${output.trim()}`))
    }
    const clock = setTimeout(fail, 60_000, 'did not say its address within a minute')
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (/** @type {Buffer} */ bytes) => {
        output += bytes.toString()
        const [, url] = /HTTP server listening on (http:\S+)/.exec(output) ?? []
        if (!url) return
        clearTimeout(clock)
        resolve(url.replace(/\/$/, ''))
      })
    }
    child.once('close', () => {
      clearTimeout(clock)
      fail('ended at its start')
    })
  })
}
