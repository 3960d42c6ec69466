import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Ajv from 'ajv'
import AjvDraft04 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { requestBody, streamedAnswer } from './answers.ts'
import { runCli } from './run-cli.ts'
import { startUpstream } from './upstream.ts'

/** Calls that print JSON, by command; between them they show every field. */
const calls: Readonly<Record<string, readonly (readonly string[])[]>> = {
  analyze: [['examples/*.prompt.md', 'examples/*.request.json']],
  lint: [['examples/*'], ['test/fixtures/sources/**/*']],
  replay: [['examples/shop-agent.capture.jsonl']],
  usage: [['examples/shop-agent.capture.jsonl', '--by', 'model']],
  simulate: [['examples/*.capture.jsonl']],
}

describe('--json', () => {
  const readme = readFileSync('src/cli/README.md', 'utf8')

  for (const [command, all] of Object.entries(calls)) {
    it(`of ${command} is as its schema says, line by line`, async () => {
      const validate = addFormats(new Ajv({ allowUnionTypes: true })).compile(
        schemaOf(readme, command),
      )
      let count = 0
      for (const args of all) {
        const { out } = await runCli([command, ...args, '--json'])
        for (const line of out.split('\n').filter(Boolean)) {
          assert.ok(validate(JSON.parse(line)), JSON.stringify(validate.errors) + line)
          count++
        }
      }
      assert.ok(count > 0)
    })
  }

  it('of capture is as its schema says, line by line', async () => {
    const upstream = await startUpstream((response, { path }) => {
      const isStreamed = path.endsWith('messages')
      response.writeHead(isStreamed ? 200 : 529, { 'Content-Type': 'text/event-stream' })
      response.end(isStreamed ? streamedAnswer() : '{"error":{"type":"overloaded_error"}}')
    })
    const log = join(mkdtempSync(join(tmpdir(), 'prompt-cache-')), 'log.capture.jsonl')
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
    rmSync(dirname(log), { recursive: true })
    const validate = addFormats(new Ajv({ allowUnionTypes: true })).compile(
      schemaOf(readme, 'capture'),
    )
    const lines = stdout.split('\n').filter(Boolean)
    assert.equal(lines.length, 2)
    for (const line of lines) assert.ok(validate(JSON.parse(line)), JSON.stringify(validate.errors))
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

  it('refuses a baseline that is none, and approval without a place for it', async () => {
    const other = join(folder, 'other.json')
    writeFileSync(other, '[]')
    const wrong = await runCli(['lint', prompt, '--baseline', other])
    assert.deepEqual([wrong.code, /is no baseline/.test(wrong.err)], [3, true])
    const nowhere = await runCli(['lint', prompt, '--update-baseline'])
    assert.deepEqual([nowhere.code, /needs --baseline/.test(nowhere.err)], [3, true])
  })
})

/** The schema that the documentation gives for the lines of a command. */
function schemaOf(readme: string, command: string): object {
  const [, section = ''] = readme.split(`### \`${command}\`\n`)
  const [, json = ''] = /```json\n([^]*?)```/.exec(section) ?? []
  return JSON.parse(json) as object
}
