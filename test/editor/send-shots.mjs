import { coldUsage, warmUsage } from '../messages-api/code-review.mjs'
import { runCommand } from './browser.mjs'
import { askToSend, send } from './send.mjs'

/** @typedef {import('./shots.mjs').Shot} Shot */

const cold = { ...coldUsage, output: 212 }
const warm = { ...warmUsage, output: 198 }
const text =
  'The change to `retry.ts` swallows the abort: once the signal has fired, the loop still waits for its back-off before it looks again. Check the signal after every wait.'

/** Paces that make first token and whole answer look as they do. */
const pace = { latencyMs: 640, gapMs: 15 }

const pair = [
  { ...pace, usage: cold, id: 'msg_01', text },
  { ...pace, latencyMs: 380, usage: warm, id: 'msg_02', text, diagnostics: null },
]

const missed = [
  pair[0] ?? {},
  {
    ...pace,
    usage: cold,
    id: 'msg_02',
    text,
    diagnostics: {
      cache_miss_reason: { type: 'system_changed', cache_missed_input_tokens: 7800 },
    },
  },
]

const tooLong = [{ status: 400, message: 'prompt is too long: 1040112 tokens > 1000000 maximum' }]

/** Pictures of the way of a test request, and of its results. @type {readonly Shot[]} */
export const sendShots = [
  {
    ...sendShot('send-question', pair),
    steps: async (page) => {
      await askToSend(page, 'Cold and warm', { key: 'set' })
      await page.locator('.tab', { hasText: 'Body of' }).waitFor()
    },
  },
  sendShot('send-result', pair),
  sendShot('send-result-light', pair, { theme: 'light' }),
  sendShot('send-result-high-contrast', pair, { theme: 'high contrast' }),
  sendShot('send-result-narrow', pair, { size: [760, 1100] }),
  sendShot('send-mismatch', missed),
  sendShot('send-mismatch-light', missed, { theme: 'light' }),
  sendShot('send-mismatch-narrow', missed, { theme: 'high contrast', size: [620, 1100] }),
  sendShot('send-too-long', tooLong, {}, 'Single request'),
  sendShot(
    'send-too-long-narrow',
    tooLong,
    { theme: 'high contrast', size: [620, 700] },
    'Single request',
  ),
  {
    ...sendShot('send-again', pair),
    steps: async (page) => {
      await askToSend(page, 'Cold and warm', { key: 'set' })
      await send(page)
      await page.locator('.tab', { hasText: 'code-review.request.json' }).first().click()
      await askToSend(page, 'Cold and warm')
      await page.locator('.quick-input-list', { hasText: 'Show the answer of' }).waitFor()
    },
  },
  {
    ...sendShot('send-dry', []),
    steps: async (page) => {
      await askToSend(page, 'Cold and warm', { key: 'dry' })
      await send(page)
    },
  },
]

/**
 * A result in front, alone.
 * @param {string} name
 * @param {NonNullable<Shot['answers']>} answers
 * @param {Partial<Shot>} [look]
 * @param {string} [mode]
 * @returns {Shot}
 */
function sendShot(name, answers, look = {}, mode = 'Cold and warm') {
  return {
    name,
    size: [1400, 1000],
    settings: { 'workbench.sideBar.location': 'right' },
    openFile: 'code-review.request.json',
    answers,
    steps: async (page) => {
      await runCommand(page, 'View: Close Primary Side Bar')
      await askToSend(page, mode, { key: 'set' })
      await send(page)
      await page.locator('.notifications-toasts').waitFor({ state: 'hidden' })
    },
    ...look,
  }
}
