import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import type { Snapshot } from '../../src/protocol.ts'
import { startBrowser } from '../editor/browser.mjs'
import { type Studio, type View, openStudio } from '../webview/browser.ts'
import * as samples from '../webview/samples.ts'

const wide: View = { width: 1400, height: 820 }
const narrow: View = { width: 560, height: 900 }

describe('the simulator in a plain browser', () => {
  let browser: Browser
  let stop: () => Promise<void>
  let studio: Studio | undefined
  before(async () => {
    ;({ browser, stop } = await startBrowser())
  })
  after(() => stop())
  afterEach(async () => {
    const complaints = studio?.complaints ?? []
    await studio?.page.close()
    studio = undefined
    assert.deepEqual(complaints, [], 'the browser complained')
  })

  async function open(snapshot: Snapshot, view = wide): Promise<Studio> {
    studio = await openStudio(browser, view)
    await studio.show(snapshot)
    return studio
  }

  const slider = ({ page }: Studio) => page.getByRole('slider', { name: 'Iteration' })
  const why = ({ page }: Studio) => page.getByRole('region', { name: 'Why' }).innerText()
  const iterations = ({ page }: Studio) =>
    page.getByRole('tab', { name: 'Every iteration' }).click()
  const now = (of: Studio) => slider(of).getAttribute('aria-valuenow')

  it('says that it is ready, and shows what it is sent', async () => {
    const it = await open({ state: 'empty' })
    assert.deepEqual(await it.intents(), [{ type: 'ready' }])
    await it.page.getByRole('button', { name: 'Open log…' }).click()
    assert.deepEqual((await it.intents()).at(-1), { type: 'openLog' })
  })

  it('shows progress that can be cancelled', async () => {
    const it = await open({ state: 'loading', name: 'a.jsonl', share: 0.42 })
    const bar = it.page.getByRole('progressbar', { name: 'Reading a.jsonl' })
    assert.equal(await bar.getAttribute('aria-valuenow'), '42')
    await it.page.getByRole('button', { name: 'Cancel' }).click()
    assert.deepEqual((await it.intents()).at(-1), { type: 'cancel' })
  })

  it('says what failed and what to do', async () => {
    const message = 'This file is not text. Open a captured log.'
    const it = await open({ state: 'failed', name: 'a.jsonl', message })
    assert.equal(await it.page.getByRole('alert').innerText(), message)
    await it.page.getByRole('button', { name: 'Open another log…' }).waitFor()
  })

  it('says that a log holds no requests', async () => {
    const it = await open(samples.nothing())
    await it.page.getByText('empty.jsonl holds no requests').waitFor()
  })

  it('is scrubbed by keys, and its numbers follow', async () => {
    const it = await open(samples.agentSession())
    assert.match(await why(it), /First request: nothing to read yet/)
    await slider(it).focus()
    for (const [key, expected] of [
      ['ArrowRight', '2'],
      ['PageDown', '12'],
      ['ArrowDown', '13'],
      ['ArrowLeft', '12'],
      ['End', '30'],
      ['PageUp', '20'],
      ['Home', '1'],
    ] as const) {
      await it.page.keyboard.press(key)
      assert.equal(await now(it), expected, key)
    }
    await it.page.keyboard.press('ArrowRight')
    const text = await slider(it).getAttribute('aria-valuetext')
    assert.match(text ?? '', /^Iteration 2, 10:03:33, hit, read [\d,]+, written [\d,]+.*, 2 of 30$/)
    assert.match(await why(it), /The whole prefix of [\d,]+ tokens was read/)
  })

  it('is scrubbed by clicking and dragging', async () => {
    const it = await open(samples.agentSession())
    const box = await slider(it).boundingBox()
    assert.ok(box)
    const x = (iteration: number) => box.x + ((iteration - 0.5) / 30) * box.width
    await it.page.mouse.click(x(9), box.y + 100)
    assert.equal(await now(it), '9')
    await it.page.mouse.move(x(10), box.y + 100)
    await it.page.mouse.down()
    await it.page.mouse.move(x(20), box.y + 100, { steps: 10 })
    assert.equal(await now(it), '20')
    await it.page.mouse.move(x(40), box.y + 400)
    assert.equal(await now(it), '30')
    await it.page.mouse.up()
    await it.page.mouse.move(x(3), box.y + 100)
    assert.equal(await now(it), '30')
    await it.page.locator('.tip', { hasText: 'hit' }).waitFor()
  })

  it('plays and pauses with Space, wherever the focus is', async () => {
    const it = await open(samples.agentSession())
    await it.page.keyboard.press('Space')
    await it.page.getByRole('button', { name: 'Pause (Space)' }).waitFor()
    await it.page.waitForFunction(
      () => document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') === '3',
    )
    await it.page.keyboard.press('Space')
    await it.page.getByRole('button', { name: 'Play (Space)' }).waitFor()
  })

  it('goes to the next miss', async () => {
    const it = await open(samples.agentSession())
    await it.page.getByRole('button', { name: 'lost to 3 misses' }).click()
    assert.equal(await now(it), '19')
    await it.page.keyboard.press('n')
    assert.equal(await now(it), '23')
  })

  it('shows one lane, and sums it', async () => {
    const it = await open(samples.agentSession())
    const totals = it.page.getByLabel('Totals')
    const before = await totals.innerText()
    await it.page.getByRole('button', { name: 'main agent 24' }).click()
    assert.equal(await slider(it).getAttribute('aria-valuemax'), '24')
    assert.notEqual(await totals.innerText(), before)
    const pressed = it.page
      .getByRole('group', { name: 'Conversations' })
      .getByRole('button', { pressed: true })
    assert.equal(await pressed.innerText(), 'main agent 24')
  })

  it('names what changed, and joins what did not', async () => {
    const it = await open(samples.agentSession())
    for (const key of ['PageDown', 'PageDown', 'ArrowRight']) await it.page.keyboard.press(key)
    await iterations(it)
    await it.page.getByRole('option', { name: /^Iteration 23,/ }).click()
    assert.match(await why(it), /The system prompt changed: a time of day/)
    assert.match(await it.page.locator('.excerpt').innerText(), /The time is 10:4146\. Workspace/)
    const grid = it.page.getByRole('grid', { name: 'Blocks of iteration 23 beside iteration 22' })
    const broken = grid.getByRole('row', { name: /the prefix differs from here on/ })
    assert.match(
      (await broken.getAttribute('aria-label')) ?? '',
      /^system, Today is .* tokens, written for 5 minutes, changed, the prefix differs/,
    )
    await grid
      .getByRole('row', { name: /read from the cache, as before, Breakpoint 1, 1 hour/ })
      .waitFor()
    const folded = Number(await grid.getAttribute('aria-rowcount'))
    await grid.getByRole('row', { name: /24 more blocks, equal/ }).click()
    assert.equal(Number(await grid.getAttribute('aria-rowcount')), folded + 23)
  })

  it('shows a block by double click, and by keys', async () => {
    const it = await open(samples.agentSession())
    await it.page.getByRole('row').nth(2).dblclick()
    assert.deepEqual((await it.intents()).at(-1), { type: 'showBlock', iteration: 0, block: 2 })
    await it.page.getByRole('grid').focus()
    await it.page.keyboard.press('ArrowDown')
    await it.page.keyboard.press('Enter')
    assert.deepEqual((await it.intents()).at(-1), { type: 'showBlock', iteration: 0, block: 3 })
    assert.equal(await now(it), '1')
  })

  it('says plainly when the log holds no bodies, and shows what was recorded', async () => {
    const it = await open(samples.transcript())
    await it.page.getByText('holds usage but no request bodies').waitFor()
    const row = it.page.getByRole('row', { name: /written for 1 hour/ })
    assert.match(await row.innerText(), /16,\d{3}|15,\d{3}|14,\d{3}/)
    assert.equal(await it.page.getByRole('grid').count(), 0)
  })

  it('says when numbers are predictions, and when the log disagrees', async () => {
    const dry = await open(samples.dryRun())
    await dry.page.getByText('predicted: the log holds no usage').waitFor()
    await dry.show(samples.agentSession())
    await dry.page.getByText(/^Reads exact on \d+ of 30, tokens/).waitFor()
    await dry.page.keyboard.press('End')
    await iterations(dry)
    await dry.page.getByRole('option', { name: /^Iteration 27,/ }).click()
    await dry.page.getByText('Blocks are marked as the rules predict').waitFor()
  })

  it('lists what of the log was not understood', async () => {
    const it = await open(samples.damaged())
    await it.page.getByText('3 lines of the log were not understood').click()
    await it.page.getByText('Line 31 is not JSON').waitFor()
  })

  it('keeps its place over a reload', async () => {
    const it = await open(samples.agentSession())
    await it.page.getByRole('button', { name: 'main agent 24' }).click()
    await it.page.keyboard.press('End')
    await it.page.reload()
    await it.show(samples.agentSession())
    assert.equal(await now(it), '24')
    assert.match((await slider(it).getAttribute('aria-valuetext')) ?? '', /^Iteration 30,/)
  })

  it('holds only the rows in sight of a thousand blocks', async () => {
    const it = await open(samples.manyBlocks())
    const rows = it.page.getByRole('row')
    assert.ok((await rows.count()) < 80)
    await it.page.locator('.pane').evaluate((pane) => {
      pane.scrollTop = pane.scrollHeight
    })
    await it.page.getByRole('row', { name: /^message 1000,/ }).waitFor()
    assert.ok((await rows.count()) < 80)
  })

  it('goes far in a long log by its overview, and near by keys', async () => {
    const it = await open(samples.longLog(20_000))
    const strip = await it.page.locator('.overview').boundingBox()
    assert.ok(strip)
    await it.page.mouse.click(strip.x + strip.width / 2, strip.y + 10)
    assert.ok(Math.abs(Number(await now(it)) - 10_000) < 30)
    await it.page.keyboard.press('End')
    assert.equal(await now(it), '20000')
    await it.page.getByRole('option', { name: /^Iteration 20,000,/, selected: true }).waitFor()
  })

  it('fits a narrow panel: nothing is wider than it, the timeline stays', async () => {
    for (const snapshot of [samples.agentSession(), samples.transcript()]) {
      const it = await open(snapshot, narrow)
      const overflow = await it.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.equal(overflow, 0)
      await it.page.mouse.wheel(0, 600)
      await it.page.waitForTimeout(100)
      const box = await slider(it).boundingBox()
      assert.ok(box && box.y >= 0 && box.y < 100, `the timeline is at ${box?.y}`)
      await it.page.close()
    }
  })

  it('lays iterations out in time, zooms to what is brushed over, and back', async () => {
    const it = await open(samples.agentSession())
    await it.page.getByRole('button', { name: 'true time' }).click()
    await it.page.getByRole('button', { name: 'even' }).click()
    const box = await slider(it).boundingBox()
    assert.ok(box)
    const y = box.y + box.height - 8
    await it.page.mouse.move(box.x + box.width * 0.4, y)
    await it.page.mouse.down()
    await it.page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 })
    await it.page.mouse.up()
    await it.page.locator('.overview').waitFor()
    await it.page.getByRole('button', { name: 'show all' }).click()
    await it.page.locator('.overview').waitFor({ state: 'detached' })
  })

  it('filters by result, and says when nothing is left', async () => {
    const it = await open(samples.agentSession())
    await it.page.getByRole('combobox', { name: 'Result' }).click()
    await it.page.getByRole('option', { name: /^lost: expired/ }).click()
    await it.page.getByText('1 of 30 requests').waitFor()
    assert.equal(await slider(it).getAttribute('aria-valuemax'), '1')
    await it.page.getByRole('button', { name: 'sub-agent' }).click()
    await it.page.getByText('No request passes this filter.').waitFor()
  })

  it('searches with / and Enter, and asks the host for what it does not hold', async () => {
    const it = await open(samples.agentSession())
    await it.page.keyboard.press('/')
    const field = it.page.getByRole('textbox', { name: 'Search the text of blocks (/)' })
    assert.ok(await field.evaluate((input) => input.matches(':focus')))
    await it.page.keyboard.type('time is 10:46')
    await it.page.getByText(/^– of 1$/).waitFor()
    await it.page.keyboard.press('Enter')
    assert.equal(await now(it), '23')
    await it.page.waitForTimeout(300)
    assert.deepEqual((await it.intents()).at(-1), { type: 'search', text: 'time is 10:46' })
    await it.page.keyboard.press('Escape')
    assert.equal(await it.page.getByRole('status').count(), 0)
  })

  it('shows the whole log under another strategy, by mouse and keys', async () => {
    const it = await open(samples.agentSession())
    const totals = it.page.getByLabel('Totals')
    await totals.getByText('left on the table').waitFor()
    const before = await totals.innerText()
    await it.page.getByRole('option', { name: /^Automatic, 5m/ }).click()
    await totals.getByText('Automatic, 5m').waitFor()
    assert.notEqual(await totals.innerText(), before)
    assert.match(await it.page.getByRole('option', { name: /^Automatic/ }).innerText(), /\+\$0/)
    await it.page.getByRole('listbox', { name: 'Strategies' }).focus()
    await it.page.keyboard.press('End')
    await totals.getByText(/^(?:No caching|Static part only)/).waitFor()
    await it.page.keyboard.press('Home')
    await totals.getByText(/^Optimum,/).waitFor()
    await it.page.getByRole('option', { name: /^As sent/ }).click()
    await totals.getByText('as sent').waitFor()
    assert.equal(await totals.innerText(), before)
  })

  it('finds the best known placement of a long session beside everything else', async () => {
    const it = await open(samples.longAgent(120))
    const search = it.page.getByRole('progressbar', { name: 'Searching the optimum' })
    await search.waitFor()
    await it.page.keyboard.press('ArrowRight')
    assert.equal(await now(it), '2')
    await search.waitFor({ state: 'detached' })
    await it.page.getByRole('option', { name: /^Optimum/ }).click()
    const about = it.page.getByText(/the best that is known; any placement costs at least \$/)
    const [, gap] = /([\d.]+) % less/.exec(await about.innerText()) ?? []
    assert.ok(Number(gap) > 0 && Number(gap) < 2, `the gap is ${gap} %`)
    await it.page
      .getByLabel('Totals')
      .getByText(/^Optimum,/)
      .waitFor()
  })

  it('tries what would have helped, and takes it back', async () => {
    const it = await open(samples.agentSession())
    const totals = it.page.getByLabel('Totals')
    await totals.getByText('left on the table').waitFor()
    const before = await totals.innerText()
    await it.page.keyboard.press('n')
    await it.page.keyboard.press('n')
    await it.page.getByRole('button', { name: 'Try it behind the breakpoint' }).click()
    await it.page.getByText('system, block 2: behind the breakpoint').waitFor()
    await totals.getByText('lost to 1 miss').waitFor()
    const pauses = it.page.getByRole('slider', { name: 'Pauses between requests' })
    await pauses.focus()
    for (let i = 0; i < 20; i++) await it.page.keyboard.press('ArrowRight')
    await it.page.getByText('× 10.0').waitFor()
    await it.page.getByRole('button', { name: 'As it was', exact: true }).click()
    await totals.getByText('left on the table').waitFor()
    assert.equal(await totals.innerText(), before)
  })

  it('tells everything of a block, and compares it with what it was', async () => {
    const it = await open(samples.agentSession())
    await it.page.keyboard.press('n')
    await it.page.keyboard.press('n')
    await it.page.locator('.line.changed .now').click()
    const block = it.page.getByRole('region', { name: 'Block' })
    assert.match(await block.innerText(), /System 2 · text[^]*tokens[^]*written for 5 minutes/)
    await block.getByRole('button', { name: 'Compare with before' }).click()
    assert.deepEqual((await it.intents()).at(-1), {
      type: 'compareBlocks',
      was: { iteration: 21, block: 13 },
      now: { iteration: 22, block: 13 },
    })
  })

  it('exports every format, also as SVG that browsers read', async () => {
    const it = await open(samples.agentSession())
    const kinds: string[] = []
    for (const item of ['PNG', 'SVG', 'CSV', 'JSON', 'Web page', 'Copy as Markdown']) {
      await it.page.getByRole('button', { name: 'Export' }).click()
      await it.page.getByRole('menuitem', { name: item }).click()
      const intent = (await it.intents()).at(-1)
      kinds.push(intent?.type === 'export' ? intent.format : (intent?.type ?? ''))
      if (intent?.type !== 'export' || intent.format !== 'svg') continue
      const texts = await it.page.evaluate((svg) => {
        const read = new DOMParser().parseFromString(svg, 'image/svg+xml')
        if (read.querySelector('parsererror')) return []
        return [...read.querySelectorAll('text')].map(({ textContent }) => textContent)
      }, intent.content)
      for (const text of ['shop-agent.jsonl', 'as sent', 'Iteration 1', 'No caching']) {
        assert.ok(
          texts.some((each) => each.startsWith(text)),
          `no text begins with ${text}`,
        )
      }
    }
    assert.deepEqual(kinds, ['png', 'svg', 'csv', 'json', 'exportPage', 'copy'])
  })

  it('follows a log that grows, at its end', async () => {
    const it = await open(samples.longLog(300))
    await it.page.keyboard.press('End')
    await it.show(samples.longLog(320))
    assert.equal(await now(it), '320')
    await it.page.keyboard.press('Home')
    await it.show(samples.longLog(340))
    assert.equal(await now(it), '1')
  })

  it('draws the timeline anew when the theme changes', async () => {
    const it = await open(samples.agentSession())
    const before = await it.page
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
    await it.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-charts-blue', 'rgb(0, 200, 0)')
    })
    await it.page.waitForFunction(
      (was) => document.querySelector('canvas')?.toDataURL() !== was,
      before,
    )
  })
})
