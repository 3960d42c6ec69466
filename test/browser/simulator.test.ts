import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FrameLocator, Page } from 'playwright-core'
import { openLog, quickOpen, runCommand, webview } from '../editor/browser.mjs'
import { startEditor } from '../editor/workbench.mjs'
import { root } from '../process.mjs'

const examples = join(root, 'examples')

describe('the simulator as one sees it', () => {
  let editor: Awaited<ReturnType<typeof startEditor>>
  before(async () => {
    editor = await startEditor({ development: root })
  })
  after(() => editor.close())

  async function open(): Promise<{ page: Page; simulator: FrameLocator }> {
    const page = await editor.open({ folder: examples, size: [1600, 1000] })
    await openLog(page, 'shop-agent.capture.jsonl')
    const simulator = webview(page)
    await simulator.getByRole('tab', { name: 'Every iteration' }).click()
    return { page, simulator }
  }

  it('has a bar and a row for each of the twelve iterations, with money and verdict', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('option').nth(11).waitFor()
    assert.equal(await simulator.getByRole('option').count(), 12)
    assert.match(await simulator.getByRole('option').nth(7).innerText(), /\$0\.0\d+\s+partial/)
    assert.match(await simulator.getByLabel('Totals').innerText(), /lost to 1 miss/)
    assert.ok(await isDrawn(simulator), 'the timeline is blank')
    await page.close()
  })

  it('is scrubbed by keys and mouse, and shows the stack and the reason of the miss', async () => {
    const { page, simulator } = await open()
    const slider = simulator.getByRole('slider', { name: 'Iteration' })
    await slider.focus()
    for (let i = 1; i < 8; i++) await page.keyboard.press('ArrowRight')
    assert.equal(await slider.getAttribute('aria-valuenow'), '8')
    const why = simulator.getByRole('region', { name: 'Why' })
    assert.match(await why.innerText(), /The system prompt changed/)
    const stack = simulator.getByRole('grid')
    await stack.getByText('BP1 1h').first().waitFor()
    await page.keyboard.press('Home')
    assert.match(await why.innerText(), /First request: nothing to read yet/)
    await simulator.getByRole('option').nth(4).click()
    assert.equal(await slider.getAttribute('aria-valuenow'), '5')
    const { x = 0, y = 0, width = 0, height = 0 } = (await slider.boundingBox()) ?? {}
    await page.mouse.move(x + width * 0.04, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.5, y + height / 2, { steps: 4 })
    await page.mouse.move(x + width * 0.96, y + height / 2, { steps: 4 })
    await page.mouse.up()
    assert.equal(await slider.getAttribute('aria-valuenow'), '12')
    await page.close()
  })

  it('compares what a block was with what it is in a diff editor', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('option').nth(7).click()
    await simulator.locator('.line.changed .now').click()
    await simulator.getByRole('button', { name: 'Compare with before' }).click()
    await page.locator('.monaco-diff-editor .view-line').first().waitFor()
    await page.locator('.tab.active', { hasText: 'iteration 8' }).waitFor()
    await page.close()
  })

  it('finds a text that only the host knows whole, and goes to it', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('slider', { name: 'Iteration' }).focus()
    await page.keyboard.press('/')
    await page.keyboard.type('workflow')
    await simulator
      .getByRole('status')
      .getByText(/^(?:–|\d+) of \d+$/)
      .waitFor()
    await page.close()
  })

  it('exports each format to a file, and a page that opens offline', async () => {
    const { page, simulator } = await open()
    const folder = new URL(page.url()).searchParams.get('folder') ?? ''
    for (const [item, extension] of [
      ['CSV', 'csv'],
      ['JSON', 'json'],
      ['SVG', 'svg'],
      ['PNG', 'png'],
      ['Web page', 'html'],
    ] as const) {
      await simulator.getByRole('button', { name: 'Export' }).click()
      await simulator.getByRole('menuitem', { name: item }).click()
      const input = page.locator('.quick-input-widget input.input')
      await input.waitFor()
      await page.waitForFunction(
        (name) =>
          document
            .querySelector<HTMLInputElement>('.quick-input-widget input.input')
            ?.value.endsWith(name),
        `shop-agent.${extension}`,
      )
      await input.press('Enter')
      await page.locator('.notification-toast', { hasText: `shop-agent.${extension}` }).waitFor()
      await page.keyboard.press('Control+Shift+P')
      await page.keyboard.press('Escape')
    }
    const text = (name: string) => readFileSync(join(folder, name), 'utf8')
    assert.equal(text('shop-agent.csv').trim().split('\r\n').length, 13)
    const { iterations } = JSON.parse(text('shop-agent.json')) as { iterations: unknown[] }
    assert.equal(iterations.length, 12)
    assert.match(text('shop-agent.svg'), /^<svg [^>]*>\n/)
    assert.equal(readFileSync(join(folder, 'shop-agent.png')).subarray(1, 4).toString(), 'PNG')
    await isScrubbedOffline(page, join(folder, 'shop-agent.html'))
    await page.close()
  })

  it('shows another strategy, and the numbers change', async () => {
    const { page, simulator } = await open()
    const totals = simulator.getByLabel('Totals')
    const before = await totals.innerText()
    await simulator.getByRole('tab', { name: 'Strategies' }).click()
    await simulator.getByRole('option', { name: /^No caching/ }).click()
    await totals.getByText('No caching').waitFor()
    assert.notEqual(await totals.innerText(), before)
    assert.match(await totals.innerText(), /0\.0 %\s+read from cache/)
    await page.close()
  })

  it('explains the winner, and opens a strategy as code', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('tab', { name: 'Strategies' }).click()
    await simulator.getByRole('button', { name: 'Explain the winner' }).click()
    await simulator.getByText(/each token that it writes is read [\d.]+ times/).waitFor()
    await simulator.getByRole('option', { name: /^Automatic/ }).click()
    await simulator.getByRole('button', { name: 'Apply' }).click()
    await simulator.getByRole('button', { name: 'Python' }).click()
    const code = simulator.getByRole('region', { name: 'Strategy as code' })
    assert.match(await code.innerText(), /request\["cache_control"\] = /)
    await simulator.getByRole('button', { name: 'Open as document' }).click()
    await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor()
    await page.locator('.view-line', { hasText: 'request["cache_control"]' }).waitFor()
    await page.close()
  })

  it('applies a strategy to the open request, in one step that is undone', async () => {
    const page = await editor.open({
      folder: examples,
      openFile: 'code-review.request.json',
      size: [1800, 1000],
    })
    await runCommand(page, 'Prompt Cache: Open Prompt in Simulator')
    const simulator = webview(page)
    await simulator.getByText(/^Dry run: 12 calls/).waitFor({ timeout: 60_000 })
    await simulator
      .getByRole('option', { name: /^System only/ })
      .first()
      .click()
    await simulator.getByRole('button', { name: 'Apply' }).click()
    await simulator.getByRole('button', { name: 'Apply to the file' }).click()
    // The lens above the prompt counts what stands in the text.
    await page.getByText(/1 of 4 breakpoints/).waitFor()
    await page.locator('.view-line').first().click()
    await page.keyboard.press('Control+Z')
    await page.getByText(/4 of 4 breakpoints/).waitFor()
    await page.close()
  })

  it('follows a capture while it is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-logs-'))
    try {
      const lines = readFileSync(join(examples, 'shop-agent.capture.jsonl'), 'utf8')
        .trim()
        .split('\n')
      writeFileSync(join(folder, 'live.capture.jsonl'), `${lines.slice(0, 5).join('\n')}\n`)
      const page = await editor.open({ folder, size: [1600, 1000] })
      await openLog(page, 'live.capture.jsonl')
      const slider = webview(page).getByRole('slider', { name: 'Iteration' })
      await slider.focus()
      await page.keyboard.press('End')
      assert.equal(await slider.getAttribute('aria-valuenow'), '5')
      const copy = new URL(page.url()).searchParams.get('folder') ?? ''
      appendFileSync(join(copy, 'live.capture.jsonl'), `${lines.slice(5).join('\n')}\n`)
      await webview(page).locator('[role=slider][aria-valuenow="12"]').waitFor()
      await page.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keeps its place when the window is reloaded', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('option').nth(4).click()
    await runCommand(page, 'Developer: Reload Window')
    await page.waitForTimeout(2000)
    const slider = webview(page).getByRole('slider', { name: 'Iteration' })
    await slider.waitFor({ timeout: 60_000 })
    assert.equal(await slider.getAttribute('aria-valuenow'), '5')
    await page.close()
  })

  it('runs a prompt dry beside its text, again while it is edited, and leads back to it', async () => {
    const page = await editor.open({
      folder: examples,
      openFile: 'orchestrator.prompt.md',
      size: [1800, 1000],
    })
    await runCommand(page, 'Prompt Cache: Open Prompt in Simulator')
    const simulator = webview(page)
    await simulator.getByText(/^Dry run: 12 calls a minute apart/).waitFor({ timeout: 60_000 })
    const totals = simulator.getByLabel('Totals')
    const before = await totals.innerText()
    await simulator.getByRole('row').first().click()
    await simulator.getByRole('button', { name: 'Show in prompt' }).click()
    await page.locator('.monaco-editor.focused').waitFor()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('More words at the beginning of the prompt, many of them. ')
    await simulator
      .getByLabel('Totals')
      .filter({ hasNotText: before.split('\n')[0] ?? '' })
      .waitFor()
    await page.close()
  })

  for (const [name, content, message] of [
    ['of no bytes', '', /This log is empty/],
    ['that is no log', 'plain words\n', /No line of this file is JSON\. Known formats: /],
    ['of binary data', '\0\x01\x02', /is a binary file/],
  ] as const) {
    it(`says what is wrong with a file ${name}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-logs-'))
      try {
        writeFileSync(join(folder, 'other.capture.jsonl'), content)
        const page = await editor.open({ folder })
        await quickOpen(page, 'other.capture.jsonl')
        await webview(page).getByText('could not be opened').waitFor()
        assert.match(await webview(page).getByRole('main').innerText(), message)
        await page.close()
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }

  it('reads a log up to the line that was cut off, and says which one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-logs-'))
    try {
      const whole = readFileSync(join(examples, 'shop-agent.capture.jsonl'), 'utf8')
      writeFileSync(join(folder, 'cut.capture.jsonl'), whole.slice(0, whole.length * 0.9))
      const page = await editor.open({ folder })
      await openLog(page, 'cut.capture.jsonl')
      await webview(page).getByText('1 line of the log was not understood').click()
      await webview(page)
        .getByText(/^Line \d+ is not complete JSON/)
        .waitFor()
      await page.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('opens the whole text of a block in an editor', async () => {
    const { page, simulator } = await open()
    await simulator.getByRole('grid').getByRole('row').first().dblclick()
    await page.locator('.view-line', { hasText: 'get_workflow' }).first().waitFor()
    await page.close()
  })
})

/** Opens an exported page from disk, with no network, and steps through it. */
async function isScrubbedOffline(page: Page, path: string): Promise<void> {
  const offline = await page.context().newPage()
  const complaints: string[] = []
  offline.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await offline.context().setOffline(true)
  await offline.goto(pathToFileURL(path).href)
  const slider = offline.getByRole('slider', { name: 'Iteration' })
  await slider.waitFor()
  await slider.focus()
  await offline.keyboard.press('End')
  assert.equal(await slider.getAttribute('aria-valuenow'), '12')
  await offline.keyboard.press('ArrowLeft')
  assert.equal(await slider.getAttribute('aria-valuenow'), '11')
  await offline.getByRole('option', { name: /^Optimum/ }).waitFor()
  assert.deepEqual(complaints, [])
  await offline.context().setOffline(false)
  await offline.close()
}

/** Whether the timeline's canvas holds more than one colour. */
async function isDrawn(simulator: FrameLocator): Promise<boolean> {
  return simulator
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return false
      const { data } =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size > 3
    })
}
