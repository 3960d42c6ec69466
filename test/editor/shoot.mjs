import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { HumanError, root } from '../process.mjs'
import { answeringView } from './send.mjs'
import { shots } from './shots.mjs'
import { startEditor } from './workbench.mjs'

/**
 * Takes the pictures of the views, or of those that are named. Answers how many did not come up.
 * @param {string} folder Where the PNGs go.
 * @param {readonly string[]} names
 */
export async function shoot(folder, names) {
  const chosen = shots.filter(({ name }) => names.length === 0 || names.includes(name))
  if (chosen.length === 0) {
    throw new HumanError(`No such view. There are: ${shots.map(({ name }) => name).join(', ')}.`)
  }
  mkdirSync(folder, { recursive: true })
  const editor = await startEditor({ development: root }, { home: homeWithSessions() })
  let failed = 0
  for (const shot of chosen) {
    const startedAt = performance.now()
    try {
      await shootOne(editor, shot, join(resolve(folder), `${shot.name}.png`))
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      console.log(`${shot.name} (${seconds} s)`)
    } catch (error) {
      failed++
      const reason = error instanceof Error ? error.message : String(error)
      console.error(`${shot.name} did not come up: ${reason}`)
    }
  }
  await editor.close()
  return failed
}

/** The sessions of a person who works with two agents. */
function homeWithSessions() {
  const home = mkdtempSync(join(tmpdir(), 'prompt-cache-home-'))
  process.once('exit', () => {
    rmSync(home, { recursive: true, force: true })
  })
  const logs = {
    'claude-code.jsonl': '.claude/projects/bakery/session.jsonl',
    'pi.jsonl': '.pi/agent/sessions/bakery/session.jsonl',
  }
  for (const [log, place] of Object.entries(logs)) {
    const to = join(home, place)
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(join(root, 'test/fixtures/logs', log), to)
  }
  return home
}

/**
 * @param {Awaited<ReturnType<typeof startEditor>>} editor
 * @param {import('./shots.mjs').Shot} shot
 * @param {string} path
 */
async function shootOne(editor, { steps, answers, ...view }, path) {
  const asked = answers && (await answeringView({ messages: answers }))
  const settings = { ...view.settings, ...asked?.settings }
  const page = await editor.open({ ...view, settings, folder: join(root, 'examples') })
  page.setDefaultTimeout(30_000)
  try {
    await steps?.(page)
    const busy = page.locator('.statusbar-item', { hasText: /^(?:Saving|Activating)/ })
    await busy.first().waitFor({ state: 'hidden' })
    await page.screenshot({ path, animations: 'disabled' })
  } catch (error) {
    await page.screenshot({ path: path.replace(/png$/, 'failed.png') })
    throw error
  } finally {
    await page.close()
    await asked?.api.stop()
  }
}
