import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { agentTools, toolInput } from '../src/agent-tools.ts'
import { commands } from '../src/cli/commands.ts'
import { HumanError } from '../src/errors.ts'
import { requestBody } from './answers.ts'
import { runCli } from './run-cli.ts'

/** Commands that take files, with what else each needs. */
const taking: Readonly<Record<string, readonly string[]>> = {
  analyze: [],
  lint: [],
  build: [],
  send: ['--dry-run'],
  count: ['--model', 'claude-opus-5'],
  replay: [],
  simulate: [],
  usage: [],
  'store prewarm': ['--folder', ''],
}

/** Those that take logs. */
const isOfLogs = (name: string): boolean => ['replay', 'simulate', 'usage'].includes(name)

const foreign = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** Those that take a file elsewhere than among their arguments; each has a test of its own below. */
const others = ['capture', 'mcp']

describe('a command', () => {
  let folder = ''
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  it('is tried on files of every kind', () => {
    const tried = Object.keys(taking).map((name) => name.split(' ')[0])
    assert.deepEqual([...tried, ...others].toSorted(), Object.keys(commands).toSorted())
  })

  /** A file of each kind that holds nothing to work on. */
  const badFiles = (): readonly string[] => [
    join(folder, 'missing.json'),
    join(folder, 'no-*.json'),
    folder,
    file('empty.json', ''),
    file('broken.jsonl', '{"startedAt":"2026-01-01T00:00:00Z","request":{"mess\n}{\n'),
    file('foreign.png', foreign),
    file('damaged.jsonl.gz', gzipSync('{}'.repeat(1000)).subarray(0, 20)),
  ]

  it('capture appends to no file of another kind, and leaves it as it is', async () => {
    const pages = [
      file('foreign.png', foreign),
      file('page.html', '<!doctype html>\n<p>Hi'),
      folder,
    ]
    for (const path of pages) {
      const { err, code } = await runCli(['capture', '--out', path, '--', process.execPath, '-v'])
      assert.match(err, /Choose another file/)
      assert.equal(code, 3)
    }
    assert.deepEqual(readFileSync(join(folder, 'foreign.png')), foreign)
  })

  it('mcp has tools that say what is wrong with such files', async () => {
    for (const tool of agentTools) {
      for (const path of badFiles()) {
        const asked = tool.run(toolInput({ file: path }))
        await assert.rejects(asked, HumanError, `${tool.id} ${path}`)
      }
    }
  })

  for (const [name, more] of Object.entries(taking)) {
    const callAll = (...paths: string[]) =>
      runCli([...name.split(' '), ...paths, ...more.map((each) => each || join(folder, 'store'))])
    const call = (path: string) => callAll(path)

    it(`${name} says what is wrong with files that are missing, empty, broken or of another kind`, async () => {
      for (const path of badFiles()) {
        const { out, err, code } = await call(path)
        assert.doesNotMatch(err, /unexpectedly|\n {4}at /, `${name} ${path}`)
        // Linting finds nothing in what holds no prompt, and any text has a count; all others have nothing to evaluate.
        if (code === 0) assert.ok(name === 'lint' || name === 'count', `${name} ${path}`)
        else assert.deepEqual([code, err !== '', out.includes('undefined')], [3, true, false])
      }
    })

    it(`${name} reads a huge file`, async () => {
      const line = JSON.stringify({
        startedAt: '2026-01-01T00:00:00.000Z',
        request: JSON.parse(requestBody('x'.repeat(4000))) as object,
        response: { id: 'msg_1', usage: { input_tokens: 900, output_tokens: 1 } },
      })
      const huge = isOfLogs(name)
        ? file('huge.jsonl', `${line}\n`.repeat(2000))
        : file('huge.json', requestBody('All bees are home by dusk. '.repeat(200_000)))
      const { err, code } = await call(huge)
      assert.doesNotMatch(err, /unexpectedly/)
      assert.ok(code <= 1)
    })

    it(`${name} reads packed files as it reads others`, async () => {
      const text = isOfLogs(name)
        ? readFileSync('examples/shop-agent.capture.jsonl')
        : requestBody('Where is home? '.repeat(2000))
      const path = isOfLogs(name) ? 'same.jsonl' : 'same.json'
      const plain = await call(file(path, text))
      const packed = await call(file(`${path}.gz`, gzipSync(text)))
      assert.equal(packed.code, plain.code)
      assert.equal(packed.out.replaceAll(`${path}.gz`, path), plain.out)
      assert.ok(plain.out.length > 0)
    })

    it(`${name} does what can be done when one of several files cannot be read`, async () => {
      if (name === 'build' || name === 'send') return
      const { out, code } = await callAll(
        join(folder, 'missing.json'),
        isOfLogs(name) ? 'examples/shop-agent.capture.jsonl' : 'examples/too-short.request.json',
      )
      assert.equal(code, 3)
      assert.match(out, name === 'usage' ? /12 requests in 1 log/ : /too-short|shop-agent/)
    })
  }
})
