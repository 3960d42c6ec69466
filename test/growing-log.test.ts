import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GrowingLog } from '../src/growing-log.ts'
import { readLogFile } from '../src/read-log.ts'

const lines = readFileSync('examples/shop-agent.capture.jsonl', 'utf8').trim().split('\n')
const text = (from: number, to: number): string =>
  lines
    .slice(from, to)
    .map((line) => `${line}\n`)
    .join('')

describe('a log that grows', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-growing-'))
    path = join(folder, 'live.capture.jsonl')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const count = async (log: GrowingLog): Promise<number | undefined> =>
    (await log.read())?.exchanges.length

  it('is what a reading of the whole gives, however it was appended', async () => {
    writeFileSync(path, text(0, 3))
    const log = new GrowingLog(path)
    assert.equal(await count(log), 3)
    assert.equal(await count(log), 3)
    appendFileSync(path, text(3, 4))
    assert.equal(await count(log), 4)
    appendFileSync(path, text(4, lines.length))
    const followed = await log.read()
    const whole = await readLogFile(path)
    assert.equal(followed?.format, whole.format)
    assert.deepEqual(
      followed?.exchanges.map(({ prompt, ...rest }) => [rest, prompt?.blocks]),
      whole.exchanges.map(({ prompt, ...rest }) => [rest, prompt?.blocks]),
    )
  })

  it('waits for the end of a line that is being written', async () => {
    const third = text(2, 3)
    writeFileSync(path, text(0, 2) + third.slice(0, 100))
    const log = new GrowingLog(path)
    assert.equal(await count(log), 2)
    appendFileSync(path, third.slice(100))
    const { exchanges, problems } = (await log.read()) ?? {}
    assert.equal(exchanges?.length, 3)
    assert.deepEqual(problems, [])
  })

  it('is not read again from its beginning', async () => {
    writeFileSync(path, text(0, 5))
    const log = new GrowingLog(path)
    const before = await log.read()
    appendFileSync(path, text(5, 6))
    const after = await log.read()
    assert.equal(after?.exchanges[0], before?.exchanges[0])
  })

  it('is given up when what was read is no longer there', async () => {
    writeFileSync(path, text(0, 5))
    const log = new GrowingLog(path)
    await log.read()
    truncateSync(path, 1000)
    assert.equal(await log.read(), undefined)
    writeFileSync(path, text(6, 12))
    assert.equal(await log.read(), undefined)
  })

  it('is given up where a format tells nothing before its end', async () => {
    const line = { type: 'user', sessionId: 'a', uuid: 'b', message: { content: 'c' } }
    writeFileSync(path, `${JSON.stringify(line)}\n`)
    assert.equal(await new GrowingLog(path).read(), undefined)
  })
})
