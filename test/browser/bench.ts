// What the simulator costs in a browser: npm run bench:simulator. Interactive within 2 s, a step under 16 ms, another
// strategy under 100 ms.
import type { Page } from 'playwright-core'
import type { Snapshot } from '../../src/protocol.ts'
import { startBrowser } from '../editor/browser.mjs'
import { type Studio, openStudio } from '../webview/browser.ts'
import { agentSession, longAgent, longLog, manyBlocks } from '../webview/samples.ts'

/** From the message to the painted page, in milliseconds. */
async function openingTime({ page }: Studio, snapshot: Snapshot): Promise<number> {
  await page.evaluate((given) => {
    Object.assign(window, { given })
  }, snapshot)
  return page.evaluate(async () => {
    const startedAt = performance.now()
    window.postMessage({ snapshot: (window as unknown as { given: unknown }).given })
    while (!document.querySelector('[role=slider]')) {
      await new Promise((done) => setTimeout(done))
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    return performance.now() - startedAt
  })
}

/** Of one step: the work of script and layout, and how long until its frame was drawn. */
interface StepTimes {
  readonly work: readonly number[]
  readonly frame: readonly number[]
}

/** Steps to and fro over the log's last 250 iterations, with everything that a step changes. */
async function stepTimes(page: Page, steps: number): Promise<StepTimes> {
  return page.evaluate(async (count) => {
    const last = Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuemax'))
    const turn = Math.min(250, last - 1)
    const press = (key: string) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    press('End')
    const work: number[] = []
    const frame: number[] = []
    for (let i = 0; i < count; i++) {
      await new Promise(requestAnimationFrame)
      const startedAt = performance.now()
      press(i % (2 * turn) < turn ? 'ArrowLeft' : 'ArrowRight')
      // Preact renders in a microtask; asking for a size makes the browser lay the page out.
      for (let turns = 0; turns < 5; turns++) await Promise.resolve()
      document.body.getBoundingClientRect()
      work.push(performance.now() - startedAt)
      await new Promise(requestAnimationFrame)
      frame.push(performance.now() - startedAt)
    }
    return { work, frame }
  }, steps)
}

/** From a click on a strategy to the page laid out with it, for each strategy of the table, the second time as well. */
async function switchTimes(page: Page): Promise<{ first: number[]; again: number[] } | undefined> {
  const list = page.getByRole('listbox', { name: 'Strategies' })
  const isThere = await list.waitFor({ timeout: 60_000 }).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  return page.evaluate(async () => {
    const run = async (): Promise<number[]> => {
      const times: number[] = []
      const count = document.querySelectorAll('.strategies [role=option]').length
      for (let i = 0; i < count; i++) {
        await new Promise(requestAnimationFrame)
        const startedAt = performance.now()
        document.querySelectorAll<HTMLElement>('.strategies [role=option]')[i]?.click()
        for (let turns = 0; turns < 5; turns++) await Promise.resolve()
        document.body.getBoundingClientRect()
        times.push(performance.now() - startedAt)
        await new Promise(requestAnimationFrame)
      }
      return times
    }
    return { first: await run(), again: await run() }
  })
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  return `${at(0.5)} ms (95 % under ${at(0.95)} ms)`
}

async function measure(name: string, snapshot: Snapshot, withStrategies = true): Promise<void> {
  const studio = await openStudio(browser, { width: 1400, height: 900 })
  const opening = await openingTime(studio, snapshot)
  const { work, frame } = await stepTimes(studio.page, 400)
  const switched = withStrategies ? await switchTimes(studio.page) : undefined
  const heap = await studio.page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  )
  console.log(
    `${name}: open ${opening.toFixed(0)} ms; a step ${spread(work)}, drawn after ${spread(frame)}; heap ${(heap / 2 ** 20).toFixed(0)} MiB`,
  )
  if (switched) {
    console.log(`  a strategy: ${spread(switched.first)}; seen before: ${spread(switched.again)}`)
  }
  await studio.page.close()
}

const { browser, stop } = await startBrowser()
await measure('24 + 6 iterations', agentSession())
await measure('100,000 iterations', longLog(100_000), false)
await measure('1,000 iterations of an agent', longAgent(1000))
await measure('60 iterations × 1,000 blocks', manyBlocks(60))
await measure('1,000 iterations × 1,000 blocks', manyBlocks(1000))
await stop()
