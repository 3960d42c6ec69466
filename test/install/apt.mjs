import { run } from '../process.mjs'
import { onPath } from './path.mjs'

/**
 * Installs Debian packages where we may; what it printed, empty where we may not.
 * @param {readonly string[]} packages
 */
export async function aptInstall(packages) {
  const superuser = await asRoot()
  if (!onPath('apt-get') || !superuser) return ''
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  let log = ''
  /** @param {string[]} command */
  const root = async (...command) => {
    const [first = '', ...rest] = [...superuser, ...command]
    log += (await run(first, rest, { env })).output
  }
  const patient = ['-o', 'DPkg::Lock::Timeout=300', '-q']
  await root('dpkg', '--configure', '-a') // An install that was interrupted blocks the next one.
  await root('apt-get', ...patient, 'update')
  await root('apt-get', ...patient, 'install', '-y', '--no-install-recommends', ...packages)
  return log.trim()
}

/** What to put before a command so that it runs as root; undefined if nothing does. */
async function asRoot() {
  if (process.getuid?.() === 0) return []
  const { code } = await run('sudo', ['-n', 'true'])
  return code === 0 ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : undefined
}
