import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import Ajv from 'ajv'
import AjvDraft04 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { commands } from '../src/cli/commands.ts'
import type { TestResult } from '../src/core/test-result.ts'
import { requestBody, streamedAnswer } from './answers.ts'
import { startMessagesApi } from './messages-api/server.mjs'
import { runCli } from './run-cli.ts'
import { startUpstream } from './upstream.ts'

/** Calls that print JSON, by command; between them they show every field. */
const calls: Readonly<Record<string, readonly (readonly string[])[]>> = {
  analyze: [['examples/*.prompt.md', 'examples/*.request.json']],
  lint: [['examples/*'], ['test/fixtures/sources/**/*']],
  replay: [['examples/shop-agent.capture.jsonl']],
  count: [['examples/*', '--model', 'claude-opus-5']],
  send: [
    ['examples/code-review.request.json', '--dry-run', '--mode', 'pair'],
    ['examples/shop-agent.capture.jsonl', '--dry-run', '--iteration', '8'],
  ],
  usage: [['examples/shop-agent.capture.jsonl', '--by', 'model']],
  simulate: [['examples/*.capture.jsonl']],
}

const readme = readFileSync('src/cli/README.md', 'utf8')

describe('--json', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('has a schema for every command that prints it', async () => {
    const documented = [...readme.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name)
    const printing: string[] = []
    for (const name of Object.keys(commands)) {
      const { out } = await runCli(name === 'store' ? [name, 'stats', '--help'] : [name, '--help'])
      if (out.includes('--json')) printing.push(name)
    }
    assert.deepEqual(documented.toSorted(), printing.toSorted())
  })

  for (const [command, all] of Object.entries(calls)) {
    it(`of ${command} is as its schema says, line by line`, async () => {
      for (const args of all) {
        const { out } = await runCli([command, ...args, '--json'])
        assert.ok(linesByTheirSchema(command, out).length > 0)
      }
    })
  }

  it('of count has a line for each request, and says what is wrong with one', async () => {
    const requests = join(folder, 'requests.jsonl')
    const body = JSON.parse(requestBody()) as object
    const rows = [{ model: 'claude-opus-5', text: 'Hello' }, { request: body }, { model: 'x' }, []]
    writeFileSync(requests, rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
    const { out, code } = await runCli(['count', '--requests', requests])
    assert.deepEqual(
      linesByTheirSchema('count', out).map((row) => 'error' in row),
      [false, false, true, true],
    )
    assert.equal(code, 3)
  })

  it('of send is as its schema says, answered, refused and different from the prediction', async () => {
    const key = 'sk-ant-api03-for-the-schema'
    const usage = { write5m: 6400, input: 12, output: 9 }
    const message = 'prompt is too long: 210000 tokens > 200000 maximum'
    const api = await startMessagesApi({
      key,
      messages: [{ usage, id: 'a' }, { usage }, { status: 400, message }],
    })
    const before = { ...process.env }
    const { warn } = console
    console.warn = () => undefined // The SDK warns of models that are no longer new.
    const prompt = join(folder, 'prompt.json')
    writeFileSync(prompt, requestBody('All bees are home by dusk. '.repeat(900)))
    Object.assign(process.env, { ANTHROPIC_API_KEY: key, XDG_STATE_HOME: folder })
    try {
      const args = ['send', prompt, '--yes', '--json', '--base-url', api.url]
      const pair = await runCli([...args, '--mode', 'pair'])
      const refused = await runCli(args)
      const rows = linesByTheirSchema('send', pair.out + refused.out) as unknown as TestResult[]
      const steps = rows.flatMap((row) => row.steps)
      assert.deepEqual(
        steps.map(({ actual, failure }) => [actual?.write5m, failure?.kind]),
        [
          [6400, undefined],
          [6400, undefined],
          [undefined, 'too-long'],
        ],
      )
    } finally {
      process.env = before
      console.warn = warn
      await api.stop()
    }
  })

  it('of store stats is as its schema says, after hits and before any', async () => {
    const store = ['--folder', join(folder, 'store')]
    const fresh = await runCli(['store', 'stats', '--json', ...store])
    for (let round = 0; round < 2; round++) {
      const prewarm = ['store', 'prewarm', 'examples/code-review.request.json', ...store]
      assert.equal((await runCli(prewarm)).code, 0)
    }
    const used = await runCli(['store', 'stats', '--json', ...store])
    assert.equal(linesByTheirSchema('store', fresh.out).length, 4)
    assert.deepEqual(
      linesByTheirSchema('store', used.out).map((row) =>
        'hitRate' in row ? row['hitRate'] : null,
      ),
      [0.5, null, null, null],
    )
  })

  it('of capture is as its schema says, line by line', async () => {
    const upstream = await startUpstream((response, { path }) => {
      const isStreamed = path.endsWith('messages')
      response.writeHead(isStreamed ? 200 : 529, { 'Content-Type': 'text/event-stream' })
      response.end(isStreamed ? streamedAnswer() : '{"error":{"type":"overloaded_error"}}')
    })
    const log = join(folder, 'log.capture.jsonl')
    const calls = `for (const path of ['/v1/messages', '/v1/busy/invoke'])
      await fetch(process.env.ANTHROPIC_BASE_URL + path, { method: 'POST', body: ${JSON.stringify(requestBody())} })
        .then((answer) => answer.text())`
    const client = [process.execPath, '--input-type=module', '-e', calls]
    const ours = ['capture', '--json', '--upstream', upstream.url, '--out', log]
    const { stdout } = await promisify(execFile)(process.execPath, [
      'dist/cli.mjs',
      ...ours,
      '--',
      ...client,
    ])
    await upstream.close()
    assert.equal(linesByTheirSchema('capture', stdout).length, 2)
  })
})

describe('lint --format', () => {
  let folder = ''
  let prompt = ''
  const volatile = `It is {{now}}.\n\n${'The clerk checks each line.\n'.repeat(400)}<<CACHE_BOUNDARY>>\nGo.\n`

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    prompt = join(folder, 'a prompt, 100%.md')
    writeFileSync(prompt, volatile)
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('sarif is valid SARIF 2.1.0, fixes included', async () => {
    const schema = readFileSync(
      'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
      'utf8',
    )
    const ajv = addFormats(new AjvDraft04({ strict: false, unicodeRegExp: false }))
    const validate = ajv.compile(JSON.parse(schema) as object)
    const files = [prompt, 'examples/*', 'test/fixtures/sources/**/*']
    const { out } = await runCli(['lint', ...files, '--format', 'sarif'])
    const log = JSON.parse(out) as { runs: [{ results: { ruleId: string; fixes?: unknown }[] }] }
    assert.ok(validate(log), JSON.stringify(validate.errors))
    const [{ results }] = log.runs
    assert.ok(results.some(({ ruleId, fixes }) => ruleId === 'volatile-prefix' && fixes))
    const none = JSON.parse(
      (await runCli(['lint', 'examples/README.md', '--format', 'sarif'])).out,
    ) as object
    assert.ok(validate(none), JSON.stringify(validate.errors))
  })

  it('github is one annotation a finding, whatever the name of the file', async () => {
    const { out, code } = await runCli(['lint', prompt, '--format', 'github'])
    assert.equal(code, 1)
    const [line = '', ...others] = out.trim().split('\n')
    assert.deepEqual(others, [])
    assert.match(
      line,
      /^::warning file=[^,:]*a prompt%2C 100%25\.md,line=1,endLine=1,col=7,endColumn=14,title=volatile-prefix::"now" /,
    )
  })

  it('--max-warnings lets that many pass', async () => {
    assert.equal((await runCli(['lint', prompt, '--max-warnings', '1'])).code, 0)
    assert.equal((await runCli(['lint', prompt, '--max-warnings', '0'])).code, 1)
    assert.equal((await runCli(['lint', prompt, '--max-warnings', 'x'])).code, 2)
  })

  it('--baseline fails where a prefix changed, and where it costs more than is allowed', async () => {
    const baseline = join(folder, 'cache.json')
    const lint = (...more: string[]) =>
      runCli(['lint', prompt, '--max-warnings', '9', '--baseline', baseline, ...more])
    assert.equal((await lint()).code, 3)
    assert.equal((await lint('--update-baseline')).code, 0)
    assert.equal((await lint()).code, 0)

    writeFileSync(prompt, volatile.replace('Go.', 'Go on.'))
    assert.equal((await lint()).code, 0, 'what follows the prefix may change')

    writeFileSync(prompt, volatile.replace('clerk', 'scribe'))
    const changed = await lint()
    assert.equal(changed.code, 1)
    assert.match(changed.out, /error prefix-changed: .*--update-baseline/)
    assert.doesNotMatch(changed.out, /prefix-cost-grew/)

    writeFileSync(prompt, volatile.replace('<<', `${'More of the same.\n'.repeat(200)}<<`))
    assert.match((await lint()).out, /error prefix-cost-grew: .*10\.0 % is allowed/)
    assert.doesNotMatch((await lint('--growth', '900')).out, /prefix-cost-grew/)
    await lint('--update-baseline')
    assert.equal((await lint()).code, 0)
  })

  it('--update-hashes records the prefixes, and every other is told of with its price', async () => {
    const text = volatile.replace('{{now}}', 'late')
    writeFileSync(prompt, text)
    const lint = (...more: string[]) => runCli(['lint', prompt, ...more])
    const none = '0 findings in 1 file\n'
    assert.equal((await lint('--update-hashes')).out, none)
    const config = join(folder, 'promptcache.json')
    const { hashes } = JSON.parse(readFileSync(config, 'utf8')) as { hashes: object }
    assert.deepEqual(Object.keys(hashes), [basename(prompt)])
    assert.equal((await lint()).out, none)
    writeFileSync(prompt, text.replace('clerk', 'scribe'))
    const { out, code } = await lint()
    assert.match(out, /information edited-cached-prefix: .* are written .* again for \$/)
    assert.equal(code, 0)
    assert.equal((await lint('--update-hashes')).out, none)
    assert.equal((await lint()).out, none)
    rmSync(config)
  })

  it('refuses a baseline that is none, and approval without a place for it', async () => {
    const other = join(folder, 'other.json')
    writeFileSync(other, '[]')
    const wrong = await runCli(['lint', prompt, '--baseline', other])
    assert.deepEqual([wrong.code, /is no baseline/.test(wrong.err)], [3, true])
    const nowhere = await runCli(['lint', prompt, '--update-baseline'])
    assert.deepEqual([nowhere.code, /needs --baseline/.test(nowhere.err)], [3, true])
  })
})

/** The lines that a command printed, each of which must be as the documentation says. */
function linesByTheirSchema(command: string, out: string): Record<string, unknown>[] {
  const [, section = ''] = readme.split(`### \`${command}\`\n`)
  const [, json = ''] = /```json\n([^]*?)```/.exec(section) ?? []
  const validate = addFormats(new Ajv({ allowUnionTypes: true })).compile(
    JSON.parse(json) as object,
  )
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const row = JSON.parse(line) as Record<string, unknown>
      assert.ok(validate(row), JSON.stringify(validate.errors) + line.slice(0, 2000))
      return row
    })
}
