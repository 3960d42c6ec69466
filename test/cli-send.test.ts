import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestResult } from '../src/core/test-result.ts'
import { type Script, startMessagesApi } from './messages-api/server.mjs'
import { runCli } from './run-cli.ts'

const key = 'sk-ant-api03-of-the-command-line'
const cold = { write5m: 6400, input: 12, output: 9 }
const warm = { read: 6400, input: 12, output: 8 }

describe('the command send', () => {
  const before = { ...process.env }
  const { isTTY } = process.stdin
  const { warn } = console
  let folder = ''
  let server: Awaited<ReturnType<typeof startMessagesApi>> | undefined

  beforeEach(() => {
    process.stdin.isTTY = false
    console.warn = () => undefined // The SDK warns of models that are no longer new.
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
    for (const name of ['support-answer.prompt.md', 'support-answer.vars.json']) {
      copyFileSync(join('examples', name), join(folder, name))
    }
    copyFileSync('examples/shop-agent.capture.jsonl', join(folder, 'log.jsonl'))
    process.env['XDG_STATE_HOME'] = join(folder, 'state')
    process.env['ANTHROPIC_API_KEY'] = key
  })
  afterEach(async () => {
    process.env = { ...before }
    process.stdin.isTTY = isTTY
    console.warn = warn
    rmSync(folder, { recursive: true })
    await server?.stop()
    server = undefined
  })

  const template = (): string => join(folder, 'support-answer.prompt.md')
  async function answering(script: Script): Promise<void> {
    server = await startMessagesApi({ key, ...script })
    process.env['ANTHROPIC_BASE_URL'] = server.url
  }

  it('sends a template cold and warm, prints the comparison and keeps the answers', async () => {
    await answering({
      messages: [
        { usage: cold, id: 'a' },
        { usage: warm, diagnostics: null },
      ],
    })
    const { out, code } = await runCli(['send', template(), '--mode', 'pair', '--yes'])
    assert.match(out, /Warm: As predicted, to the token\./)
    assert.match(out, /Read from the cache .* 6,400 +6,400$/m)
    assert.ok(code === 0 || code === 1, String(code))
    const log = readFileSync(join(folder, '.promptcache/tests.capture.jsonl'), 'utf8')
    assert.equal(log.trim().split('\n').length, 2)
    assert.doesNotMatch(log, /of-the-command-line/)
    assert.equal(readFileSync(join(folder, '.promptcache/.gitignore'), 'utf8'), '*\n')
    const replayed = await runCli(['replay', join(folder, '.promptcache/tests.capture.jsonl')])
    assert.match(replayed.out, /2 iterations/)
  })

  it('knows the earlier test when the next one is sent', async () => {
    await answering({ messages: [{ usage: cold, id: 'a' }, { usage: warm }] })
    await runCli(['send', template(), '--yes'])
    const { out, code } = await runCli(['send', template(), '--yes', '--json'])
    const { steps } = JSON.parse(out) as TestResult
    assert.equal(steps[0]?.expected.usage.read, 6400)
    assert.equal(steps[0].match, 'equal')
    assert.equal(code, 0)
  })

  it('ends with 1 where it was not as predicted', async () => {
    await answering({ messages: [{ usage: cold, id: 'a' }, { usage: cold }] })
    const { out, code } = await runCli(['send', template(), '--mode', 'pair', '--yes'])
    assert.match(out, /Warm: Not as predicted: 6,400 fewer read, 6,400 more written\./)
    assert.equal(code, 1)
  })

  it('ends with 3 where there was no answer, and says why without the key', async () => {
    await answering({ messages: [{ status: 403, message: `The key ${key} may not` }] })
    const { out, err, code } = await runCli(['send', template(), '--yes'])
    assert.match(out, /The key may not do this \(403\)/)
    assert.match(out, /It cost nothing\./)
    assert.doesNotMatch(out + err, /of-the-command-line/)
    assert.equal(code, 3)
  })

  it('sends one request of a log again', async () => {
    await answering({ messages: [{ usage: cold }] })
    await runCli(['send', join(folder, 'log.jsonl'), '--iteration', '3', '--yes'])
    assert.equal(server?.requests[0]?.body['model'], 'claude-sonnet-4-5-20250929')
    assert.ok(Array.isArray(server.requests[0].body['tools']))
    const none = await runCli(['send', join(folder, 'log.jsonl'), '--iteration', '99', '--yes'])
    assert.match(none.err, /no request 99 .*the last one is 12/)
  })

  it('goes on with a conversation', async () => {
    await answering({
      messages: [
        { usage: cold, text: 'It does.' },
        { usage: { ...warm, write5m: 14 }, diagnostics: null },
      ],
    })
    const more = ['--mode', 'conversation', '--turns', '2', '--say', 'Why?', '--yes']
    const { out } = await runCli(['send', template(), ...more])
    assert.match(out, /^Turn 1: [^]*^Turn 2: /m)
    assert.match(JSON.stringify(server?.requests[1]?.body['messages']), /It does\..*Why\?/)
  })

  it('waits before it looks again', async () => {
    await answering({ messages: [{ usage: cold }, { usage: warm, diagnostics: null }] })
    const { out } = await runCli(['send', template(), '--mode', 'wait', '--wait', '1', '--yes'])
    assert.match(out, /^After 1 s: As predicted, to the token\./m)
    const [first, second] = server?.requests ?? []
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 950)
  })

  it('only fills the cache', async () => {
    await answering({
      messages: [{ usage: { ...cold, output: 0 }, content: [], stopReason: 'max_tokens' }],
    })
    const { out } = await runCli(['send', template(), '--mode', 'prewarm', '--yes'])
    assert.match(out, /^Pre-warm: /m)
    assert.equal(server?.requests[0]?.body['max_tokens'], 0)
  })

  it('counts tokens, which costs nothing', async () => {
    await answering({ counts: { tokens: 6412 } })
    const { out, code } = await runCli(['send', template(), '--mode', 'count', '--yes'])
    assert.match(out, /6,412 tokens by the API/)
    assert.equal(code, 0)
  })

  it('is a dry run without a key, and says so', async () => {
    await answering({})
    process.env['ANTHROPIC_API_KEY'] = ''
    const { out, err, code } = await runCli(['send', template(), '--mode', 'pair'])
    assert.match(err, /ANTHROPIC_API_KEY is not set: this is a dry run/)
    assert.match(out, /dry run, nothing was sent/)
    assert.match(out, /Warm: Not sent/)
    assert.equal(code, 0)
    assert.equal(server?.requests.length, 0)
    assert.equal(existsSync(join(folder, '.promptcache')), false)
  })

  it('sends nothing where nobody can be asked', async () => {
    await answering({})
    const { err, code } = await runCli(['send', template()])
    assert.match(err, /Nothing was sent: it may cost up to \$0\.0\d+, and nobody can be asked here/)
    assert.equal(code, 3)
    assert.equal(server?.requests.length, 0)
  })

  it('asks for the values of variables that have none', async () => {
    rmSync(join(folder, 'support-answer.vars.json'))
    const { err, code } = await runCli(['send', template(), '--yes'])
    assert.match(err, /No value for .*“customer_name”.*--set/s)
    assert.equal(code, 3)
  })

  it('stops at the budget of the day, over several calls', async () => {
    await answering({ messages: [{ usage: cold }, { usage: cold }] })
    const args = ['send', template(), '--yes', '--budget', '0.03']
    await runCli(args)
    const { out, code } = await runCli(args)
    assert.match(out, /The budget of \$0\.0300 a day does not allow this request/)
    assert.equal(code, 3)
    assert.equal(server?.requests.length, 1)
  })

  it('says what a file lacks that cannot be sent', async () => {
    const empty = join(folder, 'empty.json')
    writeFileSync(empty, '')
    const { err, code } = await runCli(['send', empty])
    assert.match(err, /holds no prompt/)
    assert.equal(code, 3)
  })
})
