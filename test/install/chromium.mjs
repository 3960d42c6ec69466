import { HumanError, run } from '../process.mjs'
import { aptInstall } from './apt.mjs'
import { isExecutable, onPath } from './path.mjs'

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']
const fixedPlaces = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @type {string | undefined} */
let found

/** The browser, if there is one. */
export async function chromiumPath() {
  return (found ??= await find())
}

/**
 * A Chromium or Chrome: CHROMIUM_PATH, any that is there, or Debian's own package.
 * @type {import('../install.mjs').Part}
 */
export const chromium = {
  title: 'Chromium (Debian package)',
  isReady: async () => (await chromiumPath()) !== undefined,
  async install() {
    const output = await aptInstall(['chromium', 'fonts-dejavu-core'])
    if (!(await chromiumPath())) throw new HumanError(`${advice}\n${output.slice(-2000)}`)
  },
}

const advice =
  'No Chromium was found, and it could not be installed. Install Chromium or Google Chrome ' +
  '(Debian: sudo apt-get install chromium), or name one in CHROMIUM_PATH, then try again.'

/** A browser counts if it can say its version: some systems have a stub in its place. */
async function find() {
  const wanted = process.env['CHROMIUM_PATH']
  const places = wanted ? [wanted] : [...fixedPlaces, ...names.map(onPath)]
  for (const place of places) {
    if (!place || !isExecutable(place)) continue
    const { code } = await run(place, ['--version'], { timeoutMs: 20_000 })
    if (code === 0) return place
  }
  return undefined
}
