import { startMessagesApi } from '../messages-api/server.mjs'
import { runCommand, webview } from './browser.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../messages-api/server.mjs').Script} Script */
/** @typedef {import('./workbench.mjs').View} View */

/** A key that opens nothing. */
export const testKey = 'sk-ant-api03-opens-nothing'

/**
 * A view that sends to a server of ours, which answers by a script.
 * @param {Script} script
 */
export async function answeringView(script) {
  const api = await startMessagesApi({ key: testKey, ...script })
  return { api, settings: { 'promptCache.send.baseUrl': api.url } }
}

/**
 * Chooses a line of the list that is open, once it is there.
 * @param {Page} page
 * @param {string | RegExp} text
 */
async function pick(page, text) {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click()
}

/**
 * Answers a question once it is asked.
 * @param {Page} page
 * @param {Answer} answer
 */
async function reply(page, [question, text]) {
  const widget = page.locator('.quick-input-widget', { hasText: question })
  await widget.waitFor()
  await widget.locator('input.input').fill(text)
  await widget.locator('input.input').press('Enter')
}

/** Words of a question, and what is answered. @typedef {readonly [question: RegExp, text: string]} Answer */

/**
 * @typedef {object} Asked
 * @property {'set' | 'dry' | 'known'} [key] What to answer where there is no key yet.
 * @property {readonly Answer[]} [about] What is asked about the prompt, before the mode.
 * @property {readonly Answer[]} [how] What is asked about the mode.
 */

/**
 * Goes from what is open in front to the question whether to send it.
 * @param {Page} page
 * @param {string} mode
 * @param {Asked} [asked]
 */
export async function askToSend(page, mode, { key, about = [], how = [] } = {}) {
  await runCommand(page, 'Prompt Cache: Send Test Request...')
  for (const each of about) await reply(page, each)
  await pick(page, mode)
  for (const each of how) await reply(page, each)
  if (key === 'dry') await pick(page, 'Dry run')
  if (key === 'set') {
    await pick(page, 'Set API Key')
    const input = page.locator('.quick-input-widget input[type=password]')
    await input.fill(testKey)
    await input.press('Enter')
  }
  await page.locator('.quick-input-list', { hasText: 'What will happen' }).waitFor()
}

/**
 * Says yes, and waits for the result.
 * @param {Page} page
 * @param {number} [index] How many other webviews are open.
 */
export async function send(page, index) {
  await pick(page, /Send to|Dry run/)
  const result = webview(page, index)
  await result.getByRole('heading', { name: /Predicted against actual|Dry run/ }).waitFor()
  return result
}
