import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentFolders } from '../src/agent-folders.ts'
import { sessionFiles, summarise } from '../src/sessions.ts'

describe('sessions of agents', () => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  afterEach(() => {
    rmSync(home, { recursive: true })
  })
  const make = (folder: string): string => {
    mkdirSync(join(home, folder), { recursive: true })
    return join(home, folder)
  }

  it('are looked for where agents keep them, or where they are told to', () => {
    assert.deepEqual(agentFolders({}, home), [])
    const claude = make('.claude/projects')
    const pi = make('.pi/agent/sessions')
    assert.deepEqual(agentFolders({}, home), [claude, pi])
    const other = make('other/projects')
    const told = { CLAUDE_CONFIG_DIR: `${join(home, 'other')},${join(home, 'none')}` }
    assert.deepEqual(agentFolders(told, home), [other, pi])
  })

  it('come the newest first, with what they come to', async () => {
    const folder = make('.claude/projects/-home-ada-bakery')
    const [session, empty] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
    copyFileSync('test/fixtures/logs/claude-code.jsonl', session)
    writeFileSync(empty, '{"type":"summary","sessionId":"s","uuid":"u"}\n')
    writeFileSync(join(folder, 'notes.txt'), 'x')
    utimesSync(session, 2000, 2000)
    utimesSync(empty, 1000, 1000)
    const files = await sessionFiles(agentFolders({}, home))
    assert.deepEqual(
      files.map(({ path, changedAt }) => [path, changedAt]),
      [
        [session, 2_000_000],
        [empty, 1_000_000],
      ],
    )
    const summary = await summarise(session)
    assert.equal(summary?.project, '/home/ada/bakery')
    assert.deepEqual(summary.models, ['Sonnet 4.5'])
    assert.equal(summary.requests, 3)
    assert.equal(summary.cost?.toFixed(7), '0.0243885')
    assert.equal(summary.hitRate?.toFixed(4), (5100 / 9562).toFixed(4))
    assert.equal(await summarise(empty), undefined)
  })

  it('stop being read when that is asked for', async () => {
    const abort = new AbortController()
    abort.abort(new Error('enough'))
    await assert.rejects(summarise('test/fixtures/logs/claude-code.jsonl', abort.signal), /enough/)
  })
})
