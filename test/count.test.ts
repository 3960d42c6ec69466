import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startMessagesApi } from './messages-api/server.mjs'
import { runCli } from './run-cli.ts'

const body = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'What is a prefix?' }],
}

describe('prompt-cache count', () => {
  let folder = ''
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const rowsOf = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('counts each file and all of them', async () => {
    const a = file('a.md', 'Every call pays for the whole prompt.\n')
    const b = file('b.txt', '')
    const { out, code } = await runCli(['count', a, b, '--model', 'claude-opus-5'])
    assert.equal(code, 0)
    assert.match(out, /\d+ ± \d+ tokens +estimated +claude-opus-5 +.*a\.md\n.*b\.txt\n.*total/)
  })

  it('counts a request body as a whole request: its text and what the API puts around it', async () => {
    const text = file('a.txt', body.messages[0]?.content ?? '')
    const request = file('a.json', JSON.stringify(body))
    const { out } = await runCli(['count', text, request, '--json', '--model', body.model])
    const [alone, whole] = rowsOf(out)
    assert.equal(Number(whole?.['tokens']) - Number(alone?.['tokens']), 7)
  })

  it('counts many requests, packed or not, in their order', async () => {
    const lines = [
      { model: 'claude-sonnet-4-5', text: 'What is a prefix?' },
      { model: 'claude-opus-4-7', text: 'What is a prefix?' },
      { model: 'claude-sonnet-4-5', request: body },
      { model: 'claude-of-tomorrow', text: 'What is a prefix?' },
    ]
    const text = lines.map((line) => JSON.stringify(line)).join('\n')
    const plain = await runCli(['count', '--requests', file('r.jsonl', text)])
    const packed = await runCli([
      'count',
      '--requests',
      file('r.jsonl.gz', gzipSync(text)),
      '--json',
    ])
    assert.equal(plain.out, packed.out)
    const rows = rowsOf(plain.out)
    assert.deepEqual(
      rows.map(({ model }) => model),
      lines.map(({ model }) => model),
    )
    assert.deepEqual(Object.keys(rows[0] ?? {}), ['model', 'tokens', 'low', 'high', 'how'])
    assert.equal(rows[0]?.['tokens'], rows[2]?.['tokens'])
    assert.ok(Number(rows[1]?.['tokens']) > Number(rows[0]?.['tokens']))
    assert.ok(Number(rows[3]?.['high']) > Number(rows[0]?.['high']))
  })

  it('says which lines it could not count, and counts the others', async () => {
    const path = file('r.jsonl', '{"model":"claude-opus-5","text":"a"}\n{"text":"a"}\nnothing\n')
    const { out, err, code } = await runCli(['count', '--requests', path])
    assert.equal(code, 3)
    assert.match(err, /r\.jsonl:2: No "model".*\n.*r\.jsonl:3: Not a JSON object/)
    assert.equal(rowsOf(out).length, 3)
  })

  it('asks the API when it is told to, and for nothing twice', async () => {
    const server = await startMessagesApi({ key: 'secret', counts: () => ({ tokens: 4321 }) })
    const before = process.env['ANTHROPIC_API_KEY']
    const storeBefore = process.env['PROMPT_CACHE_STORE']
    process.env['PROMPT_CACHE_STORE'] = join(folder, 'store')
    const request = file('a.json', JSON.stringify(body))
    const text = file('a.txt', 'What is a prefix?')
    const exact = ['count', '--exact', '--json', '--base-url', server.url, '--model', body.model]
    try {
      delete process.env['ANTHROPIC_API_KEY']
      const refused = await runCli([...exact, request])
      assert.equal(refused.code, 3)
      assert.match(refused.err, /ANTHROPIC_API_KEY is not set/)
      process.env['ANTHROPIC_API_KEY'] = 'secret'
      await runCli(['count', request])
      assert.equal(server.requests.length, 0)
      const [whole, alone] = rowsOf((await runCli([...exact, request, text])).out)
      assert.deepEqual([whole?.['tokens'], whole?.['how']], [4321, 'exact'])
      // Of a text the seven tokens are taken off that surround a single message.
      assert.equal(alone?.['tokens'], 4321 - 7)
      const asked = server.requests.length
      const [again] = rowsOf((await runCli([...exact, request])).out)
      assert.deepEqual([again?.['tokens'], server.requests.length], [4321, asked])
      const other = file('b.json', JSON.stringify({ ...body, model: 'claude-opus-5' }))
      process.env['ANTHROPIC_API_KEY'] = 'wrong'
      assert.match((await runCli([...exact, other])).err, /was not counted\. .*\(401\)/)
      process.env['ANTHROPIC_API_KEY'] = 'secret'
      await runCli([...exact, other, '--header', 'x-team: caches'])
      assert.equal(server.requests.at(-1)?.headers['x-team'], 'caches')
    } finally {
      if (storeBefore === undefined) delete process.env['PROMPT_CACHE_STORE']
      else process.env['PROMPT_CACHE_STORE'] = storeBefore

      if (before === undefined) delete process.env['ANTHROPIC_API_KEY']
      else process.env['ANTHROPIC_API_KEY'] = before
      await server.stop()
    }
  })
})
