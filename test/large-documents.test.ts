import assert from 'node:assert/strict'
import { join } from 'node:path'
import { analyzeAt, type Place } from '../src/host/engine/read.ts'
import { LargeDocuments, largeLength } from '../src/host/large-documents.ts'

const place: Place = {
  path: 'long.md',
  file: undefined,
  folder: undefined,
  language: 'markdown',
  model: 'claude-opus-5',
  markers: [],
  calibration: undefined,
}
const text = `${'Check each line of the invoice.\n'.repeat(largeLength / 16)}<<CACHE_BOUNDARY>>\nGo.\n`

describe('a long document', () => {
  const large = new LargeDocuments(process.cwd())
  after(() => {
    large.dispose()
  })

  it('has the same analysis on a thread of its own', async () => {
    assert.ok(text.length > largeLength)
    assert.deepEqual(await large.analyze(text, place), analyzeAt(text, place))
  })

  it('is one of several at once, each with its own answer', async () => {
    const others = [`Short. ${text}`, 'No prompt.', text]
    const found = await Promise.all(others.map((each) => large.analyze(each, place)))
    assert.deepEqual(
      found.map(({ analysis }) => analysis?.prompts[0]?.total),
      others.map((each) => analyzeAt(each, place).analysis?.prompts[0]?.total),
    )
  })

  it('may come again after the worker was stopped', async () => {
    const waiting = large.analyze(text, place)
    large.dispose()
    await assert.rejects(waiting, /stopped/)
    assert.ok(await large.analyze(text, place))
  })

  it('has no analysis where there is no worker, and says so', async () => {
    const none = new LargeDocuments(join(process.cwd(), 'nowhere'))
    await assert.rejects(none.analyze(text, place), /analysis-worker/)
  })
})
