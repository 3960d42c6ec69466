// What the simulator costs in a browser: npm run bench:simulator. Interactive within 2 s, a step under 16 ms.
import type { Page } from 'playwright-core'
import type { Snapshot } from '../../src/protocol.ts'
import { startBrowser } from '../editor/browser.mjs'
import { type Studio, openStudio } from '../webview/browser.ts'
import { agentSession, longLog, manyBlocks } from '../webview/samples.ts'

const steps = 200

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

/** The work of one step, script, layout and paint, without waiting for the next frame: median and 95th percentile. */
async function stepTimes(page: Page, key: string): Promise<{ median: number; slow: number }> {
  return page.evaluate(
    async ({ pressed, count }) => {
      const times: number[] = []
      for (let i = 0; i < count; i++) {
        const startedAt = performance.now()
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
        // Preact renders in a microtask or timer; reading a size makes the browser lay the page out.
        await new Promise((done) => setTimeout(done))
        document.body.getBoundingClientRect()
        times.push(performance.now() - startedAt)
        await new Promise((done) => requestAnimationFrame(done))
      }
      times.sort((a, b) => a - b)
      return { median: times[count >> 1] ?? 0, slow: times[Math.floor(count * 0.95)] ?? 0 }
    },
    { pressed: key, count: steps },
  )
}

async function measure(name: string, snapshot: Snapshot): Promise<void> {
  const studio = await openStudio(browser, { width: 1400, height: 900 })
  const opening = await openingTime(studio, snapshot)
  const forward = await stepTimes(studio.page, 'ArrowRight')
  const pages = await stepTimes(studio.page, 'PageUp')
  const heap = await studio.page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  )
  const step = ({ median, slow }: typeof forward): string =>
    `${median.toFixed(1)} ms, 95 % under ${slow.toFixed(1)} ms`
  console.log(
    `${name}: open ${opening.toFixed(0)} ms; step ${step(forward)}; page ${step(pages)}; heap ${(heap / 2 ** 20).toFixed(0)} MiB`,
  )
  await studio.page.close()
}

const { browser, stop } = await startBrowser()
await measure('24 + 6 iterations', agentSession())
await measure('100,000 iterations', longLog(100_000))
await measure('60 iterations × 1,000 blocks', manyBlocks(60))
await measure('1,000 iterations × 1,000 blocks', manyBlocks(1000))
await stop()
