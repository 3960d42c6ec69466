import assert from 'node:assert/strict'
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import type * as sqliteModule from 'node:sqlite'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { addUsage, costOf, noUsage } from '../src/core/cost.ts'
import { type LogItem, logReaders, readLog } from '../src/core/logs.ts'
import { findModel } from '../src/core/models.ts'
import { picker } from '../src/core/pick.ts'
import { type Exchange, type Usage, promptTokens } from '../src/core/prompt.ts'
import { recordsOf } from '../src/core/records.ts'
import { HumanError } from '../src/errors.ts'
import { readLogFile } from '../src/read-log.ts'
import { logText } from './log-text.ts'

const folder = 'test/fixtures/logs'
const names = readdirSync(folder).filter((name) => name !== 'summaries.json')

/** What a log comes to; written to `summaries.json` by `UPDATE_GOLDEN=1`, and compared with it otherwise. */
function summaryOf(format: string | undefined, exchanges: readonly Exchange[]) {
  const usage = exchanges.reduce<Usage>(
    (sum, each) => addUsage(sum, each.usage ?? noUsage),
    noUsage,
  )
  const cost = exchanges.reduce((sum, { usage: one, model, billing }) => {
    const row = findModel(model ?? '')
    return row && one ? sum + costOf(one, row, { billing }).total : sum
  }, 0)
  return {
    format,
    exchanges: exchanges.length,
    bodies: exchanges.filter(({ prompt }) => prompt).length,
    lanes: [...new Set(exchanges.map(({ lane }) => lane ?? 'by content'))],
    models: [...new Set(exchanges.map(({ model }) => model ?? 'none'))],
    first: new Date(exchanges[0]?.startedAt ?? 0).toISOString(),
    last: new Date(exchanges.at(-1)?.startedAt ?? 0).toISOString(),
    usage,
    usd: Number(cost.toFixed(8)),
  }
}

const golden = join(folder, 'summaries.json')

describe('a log of every format', () => {
  const summaries: Record<string, unknown> = {}

  for (const name of names) {
    it(`comes to what is known of it: ${name}`, async () => {
      const { format, exchanges, problems } = await readLogFile(join(folder, name))
      assert.deepEqual(problems, [])
      const summary = summaryOf(format, exchanges)
      summaries[name] = summary
      if (process.env['UPDATE_GOLDEN']) return
      const known = JSON.parse(readFileSync(golden, 'utf8')) as Record<string, unknown>
      assert.deepEqual(summary, known[name])
    })

    it(`is recognised by one reader alone, whatever its name: ${name}`, async () => {
      const text = readFileSync(join(folder, name), 'utf8')
      const by = new Set<string>()
      for await (const { value } of recordsOf(logText(text), { problems: [] })) {
        const readers = logReaders.filter((reader) => reader.recognise(value))
        assert.ok(readers.length <= 1, readers.map(({ id }) => id).join(' and '))
        for (const { id } of readers) by.add(id)
      }
      assert.equal(by.size, 1)
    })
  }

  after(() => {
    if (process.env['UPDATE_GOLDEN'])
      writeFileSync(golden, `${JSON.stringify(summaries, null, 2)}\n`)
  })

  it('comes to the same five sums, but where the format knows no lifetimes', () => {
    const known = JSON.parse(readFileSync(golden, 'utf8')) as Record<string, { usage: Usage }>
    const expected = { read: 5100, input: 32, output: 95 }
    for (const [name, { usage }] of Object.entries(known)) {
      const { read, input, output } = usage
      assert.deepEqual({ read, input, output }, expected, name)
      assert.equal(promptTokens(usage), 9562, name)
    }
  })

  it('has a fixture', async () => {
    const formats = await Promise.all(
      names.map(async (name) => (await readLogFile(join(folder, name))).format),
    )
    const without = logReaders.filter(({ name }) => !formats.includes(name)).map(({ id }) => id)
    // A database is no text; it is made where it is tested.
    assert.deepEqual(without, ['builds'])
  })

  it('is the same under any name, and packed', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    try {
      for (const name of names) {
        const plain = join(temporary, 'log')
        const packed = join(temporary, 'packed')
        copyFileSync(join(folder, name), plain)
        writeFileSync(packed, gzipSync(readFileSync(plain)))
        const expected = (await readLogFile(join(folder, name))).exchanges.length
        assert.equal((await readLogFile(plain)).exchanges.length, expected, name)
        assert.equal((await readLogFile(packed)).exchanges.length, expected, name)
      }
    } finally {
      rmSync(temporary, { recursive: true })
    }
  })

  it('is the same however it is cut into pieces', async () => {
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8')
      const whole = await usagesOf(text)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 40 }), async (cuts) => {
          assert.deepEqual(await usagesOf(text, cuts), whole)
        }),
        { numRuns: 3 },
      )
    }
  })

  it('that was cut off anywhere is read as far as it goes, and never fails', async () => {
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8')
      const whole = (await usagesOf(text)).length
      for (let length = 1; length < text.length; length += Math.ceil(text.length / 23)) {
        assert.ok((await usagesOf(text.slice(0, length))).length <= whole, name)
      }
    }
  })
})

async function usagesOf(text: string, cuts: readonly number[] = []) {
  const items: LogItem[] = []
  for await (const item of readLog(logText(text, cuts))) items.push(item)
  return items.flatMap((item) => ('exchange' in item ? [item.exchange.usage] : []))
}

describe('a transcript of Claude Code', () => {
  it('keeps what the API said of a miss, and that the conversation was summarised', async () => {
    const { exchanges } = await readLogFile(join(folder, 'claude-code.jsonl'))
    assert.deepEqual(
      exchanges.map(({ diagnosis, compacted, lane }) => ({ diagnosis, compacted, lane })),
      [
        { diagnosis: undefined, compacted: undefined, lane: 'main agent' },
        { diagnosis: undefined, compacted: true, lane: 'main agent' },
        {
          diagnosis: { type: 'messages_changed', tokens: 1100 },
          compacted: undefined,
          lane: 'sub-agent a1',
        },
      ],
    )
  })
})

describe('a table of builds', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  after(() => {
    rmSync(temporary, { recursive: true })
  })

  it('is read a row a request, where this Node can', async function () {
    const sqlite = process.getBuiltinModule('node:sqlite') as typeof sqliteModule | undefined
    if (!sqlite) this.skip()
    const path = join(temporary, 'any-name')
    const database = new sqlite.DatabaseSync(path)
    database.exec(`CREATE TABLE builds (session_id TEXT, created_at TEXT, model TEXT, input_tokens INTEGER,
      output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, total_cost REAL);
      INSERT INTO builds VALUES ('b', '2026-02-03 08:31:00', 'claude-sonnet-4-5', 9, 25, 3000, 240, 0),
        ('a', '2026-02-03 08:30:00', 'claude-sonnet-4-5', 12, 40, 0, 3000, 0)`)
    database.close()
    const { format, exchanges } = await readLogFile(path)
    assert.equal(format, 'table of builds')
    assert.deepEqual(
      exchanges.map(({ session, startedAt }) => [session, new Date(startedAt).toISOString()]),
      [
        ['a', '2026-02-03T08:30:00.000Z'],
        ['b', '2026-02-03T08:31:00.000Z'],
      ],
    )
    assert.deepEqual(exchanges[1]?.usage, {
      read: 3000,
      write5m: 240,
      write1h: 0,
      input: 9,
      output: 25,
    })
    const other = join(temporary, 'other')
    new sqlite.DatabaseSync(other).exec('CREATE TABLE x (y INTEGER)')
    await assert.rejects(
      readLogFile(other),
      (error) => error instanceof HumanError && /without a table "builds"/.test(error.message),
    )
  })
})

describe('wanted members', () => {
  it('are what all of the JSON would say of them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c"\\'), fc.jsonValue()), (value) => {
        const { a, b } = value
        const expected = JSON.parse(
          JSON.stringify({ ...('a' in value && { a }), ...('b' in value && { b }) }),
        ) as unknown
        for (const indent of [0, 1]) {
          const text = JSON.stringify(value, null, indent)
          assert.deepEqual({ ...picker({ a: true, b: true }, 0)(text) }, expected)
          assert.deepEqual(picker({ a: true })(text), JSON.parse(text))
          for (const short of [0, text.length + 1]) {
            assert.equal(picker({ a: true }, short)(text.slice(0, -1)), undefined)
          }
        }
      }),
    )
  })
})

describe('a large document', () => {
  it('is held an entry at a time', async () => {
    let longest = 0
    const entry = JSON.stringify({ startedDateTime: 'x', request: {}, pad: 'y'.repeat(1000) })
    const text = {
      head: '{"log":{"entries":[',
      pieces: async function* () {
        yield await Promise.resolve('{"log":{"entries":[')
        for (let i = 0; i < 5000; i++) yield (i > 0 ? ',' : '') + entry
        yield ']}}'
      },
      lines: () => {
        throw new Error('a document has no lines')
      },
    }
    let count = 0
    for await (const { value } of recordsOf(text, { problems: [] })) {
      count++
      longest = Math.max(longest, JSON.stringify(value).length)
    }
    assert.equal(count, 5000)
    assert.equal(longest, entry.length)
  })
})
