import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { HumanError, run } from '../process.mjs'
import { aptInstall } from './apt.mjs'
import { installs } from './folder.mjs'
import { isExecutable, onPath } from './path.mjs'

/**
 * The server and its check of databases are one program, which looks at the name that it is called by. Debian has it in
 * redis-tools, which, unlike redis-server, starts no service.
 */
const sameProgram = 'redis-check-rdb'
const folder = join(installs, 'redis')
const link = join(folder, 'redis-server')

/** @type {string | undefined} */
let found

/** The Redis server, if there is one. */
export async function redisPath() {
  return (found ??= await find())
}

/**
 * A Redis server: REDIS_PATH, any that is there, or Debian's own.
 * @type {import('../install.mjs').Part}
 */
export const redis = {
  title: 'Redis (Debian package)',
  isReady: async () => (await redisPath()) !== undefined,
  async install() {
    const output = await aptInstall(['redis-tools'])
    if (!(await redisPath())) throw new HumanError(`${advice}\n${output.slice(-2000)}`)
  },
}

const advice =
  'No Redis server was found, and it could not be installed. Install one ' +
  '(Debian: sudo apt-get install redis-server), or name one in REDIS_PATH, then try again.'

/** A server counts if it can say its version. */
async function find() {
  const wanted = process.env['REDIS_PATH']
  const places = wanted ? [wanted] : [onPath('redis-server'), linked()]
  for (const place of places) {
    if (!place || !isExecutable(place)) continue
    const { code, output } = await run(place, ['--version'], { timeoutMs: 20_000 })
    if (code === 0 && output.startsWith('Redis server')) return place
  }
  return undefined
}

function linked() {
  const program = onPath(sameProgram)
  if (!program) return undefined
  mkdirSync(folder, { recursive: true })
  if (!existsSync(link)) symlinkSync(program, link)
  return link
}
