import { openLog, runCommand, webview } from './browser.mjs'

/**
 * A log of the examples in the simulator, alone in the window.
 * @param {string} name
 * @param {Partial<import('./shots.mjs').Shot>} look
 * @param {{ log?: string, iteration: number, then?: (simulator: import('playwright-core').FrameLocator) => Promise<unknown> }} at
 * @returns {import('./shots.mjs').Shot}
 */
function shot(name, look, { log = 'shop-agent.capture.jsonl', iteration, then }) {
  return {
    name,
    size: [1500, 1000],
    ...look,
    settings: { 'workbench.sideBar.location': 'right' },
    async steps(page) {
      await runCommand(page, 'View: Close Primary Side Bar')
      await openLog(page, log)
      const simulator = webview(page)
      await simulator.getByRole('slider', { name: 'Iteration' }).focus()
      for (let i = 1; i < iteration; i++) await page.keyboard.press('ArrowRight')
      await simulator.getByText(`Iteration ${iteration}`).first().waitFor()
      await simulator.getByRole('option', { name: /^Optimum/ }).waitFor()
      await then?.(simulator)
    },
  }
}

const narrow = /** @type {const} */ ([760, 1200])
const looks = /** @type {const} */ ([
  ['', {}],
  ['-light', { theme: 'light' }],
  ['-high-contrast', { theme: 'high contrast' }],
  ['-narrow', { size: narrow }],
])

/** @param {import('playwright-core').FrameLocator} simulator */
async function toApply(simulator) {
  await simulator
    .getByRole('option', { name: /^Last two messages/ })
    .first()
    .click()
  await simulator.getByRole('button', { name: 'Apply' }).click()
  await simulator.getByRole('region', { name: 'Strategy as code' }).waitFor()
}

/** @param {import('playwright-core').FrameLocator} simulator */
async function toCleanUp(simulator) {
  await simulator
    .getByRole('option', { name: /stale context stripped/ })
    .first()
    .click()
  await simulator.getByRole('button', { name: 'before · after clean-up' }).click()
  await simulator.getByText('after clean-up').first().waitFor()
}

/** The simulator: a miss, the table of strategies, a strategy as code, and the scenes of the workflow agent. */
export const simulatorShots = looks.flatMap(([ending, look]) => [
  shot(`simulator${ending}`, look, { iteration: 8 }),
  shot(`apply${ending}`, look, { iteration: 8, then: toApply }),
  ...[1, 2, 3, 5].map((iteration) =>
    shot(`clean-up-${iteration}${ending}`, look, {
      log: 'workflow-agent.capture.jsonl',
      iteration,
      then: toCleanUp,
    }),
  ),
])
