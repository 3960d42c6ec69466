import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unexpected } from '../src/cli/run.ts'
import { runCli } from './run-cli.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(100)

describe('the command line', () => {
  let folder = ''
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('lint tells places, and mends what is mechanical', async () => {
    const path = file('p.md', `It is {{now}}.\n\n${rules}<<CACHE_BOUNDARY>>\nGo.\n`)
    const first = await runCli(['lint', path])
    assert.equal(first.code, 1)
    assert.match(
      first.out,
      /p\.md:1:7 warning volatile-prefix: "now" changes with every call: all [\d,]+ tokens/,
    )
    const second = await runCli(['lint', path, '--fix'])
    assert.equal(second.code, 0)
    assert.match(readFileSync(path, 'utf8'), /<<CACHE_BOUNDARY>>\nIt is \{\{now\}\}\.\nGo\./)
  })

  it('says that Node is too old where that is so, and asks for a report otherwise', () => {
    const error = new TypeError('Promise.withResolvers is not a function')
    assert.match(
      unexpected(error, '20.19.4'),
      /^prompt-cache needs Node \d+\.\d+\.0 or newer, .* 20\.19\.4\.\n$/,
    )
    assert.match(
      unexpected(error, '100.0.0'),
      /Please report this:\nTypeError: Promise\.withResolvers/,
    )
  })

  it('count says that a log holds more than the request it counts', async () => {
    const body = JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 9,
      system: rules,
      messages: [],
    })
    const { out, err } = await runCli(['count', file('two.jsonl', `${body}\n${body}\n`)])
    assert.match(out, /estimated/)
    assert.match(err, /two\.jsonl holds 2 requests; the first one is counted\./)
  })

  it('simulate says once that a log is empty', async () => {
    const { err, code } = await runCli(['simulate', file('empty.jsonl', '')])
    assert.equal(code, 3)
    assert.match(err, /This log is empty[^]*was not simulated\.\n$/)
    assert.doesNotMatch(err, /no request bodies/)
  })

  it('lint knows what other files call', async () => {
    const helper = file(
      'helper.ts',
      "export const marked = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }]\n",
    )
    const other = file('other.ts', 'export const x = 1\n')
    assert.match((await runCli(['lint', helper, other])).out, /no-breakpoint: "marked"/)
    const caller = file('caller.ts', "import { marked } from './helper'\nmarked('a')\n")
    assert.doesNotMatch((await runCli(['lint', helper, caller])).out, /no-breakpoint/)
  })

  it('obeys the project’s configuration', async () => {
    file('promptcache.json', '{ "model": "claude-haiku-4-5", "markers": ["%%"], "enabled": false }')
    const path = file('p.txt', `${rules}%%\nGo.\n`)
    const { out } = await runCli(['analyze', path])
    assert.match(out, /Haiku 4\.5[^]*line 101 +BP1/)
    const built = await runCli(['build', path])
    assert.doesNotMatch(built.out, /cache_control/)
    assert.match(built.err, /turned off/)
  })

  it('analyze saves its report', async () => {
    const path = file('p.md', `${rules}<<CACHE_BOUNDARY>>\n{{x}}\n`)
    const report = join(folder, 'report.md')
    const { out } = await runCli(['analyze', path, '--save', report, '--json'])
    const [line] = out.trim().split('\n')
    const { hash, advice } = JSON.parse(line ?? '') as { hash: string; advice: { lines: number } }
    assert.match(hash, /^[\da-f]{32}$/)
    assert.equal(advice.lines, 103)
    assert.match(readFileSync(report, 'utf8'), /^# Prompt cache analysis/)
  })

  it('takes one value each time an option is given, and the files that follow as files', async () => {
    const path = file('p.md', `${rules}%%\n${rules}@@\nGo.\n`)
    const { out } = await runCli(['analyze', '--marker', '%%', '--marker', '@@', path])
    assert.match(out, /line 101 +BP1[^]*line 202 +BP2/)
    const counted = await runCli(['count', '--header', 'x-team: shop', path])
    assert.match(counted.out, /p\.md/)
    const vars = file('v.md', `${rules}<<CACHE_BOUNDARY>>\n{{a}}, {{b}}\n`)
    const built = await runCli(['build', '--set', 'a=1=1', '--set', 'b= 2', vars])
    assert.match(built.out, /1=1, {2}2/)
    const wrong = await runCli(['build', '--set', 'novalue', vars])
    assert.deepEqual([wrong.code, /Expected name=value/.test(wrong.err)], [2, true])
  })

  it('build fills in variables from a file and from the command line', async () => {
    const path = file('p.md', `${rules}\n## Context\n\n{{a}} and {{b}}\n`)
    const vars = file('v.yaml', 'a: one\n')
    const { out, code } = await runCli(['build', path, '--vars', vars, '--set', 'b=two'])
    assert.equal(code, 0)
    assert.match(out, /one and two/)
    assert.match(out, /"cache_control"/)
  })
})
