import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Place, analyzeAt, readPlace } from '../src/host/engine/read.ts'
import { pathIn, projectOf } from '../src/project.ts'

const rules = 'The clerk checks each line of an invoice against the price list.\n'.repeat(100)

describe('a project', () => {
  let folder = ''
  const file = (name: string, text = ''): string => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const place = (name: string): Place => ({
    path: name,
    file: join(folder, name),
    folder,
    language: undefined,
    model: 'claude-sonnet-5',
    markers: ['@@'],
    calibration: undefined,
  })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('is the nearest folder above that has a configuration', () => {
    const outer = file('promptcache.json', '{ "ttl": "1h" }')
    const deep = file('a/b/c.md')
    assert.equal(projectOf(join(folder, 'a/b')).file, outer)
    const inner = file('a/promptcache.json', '{}')
    const project = projectOf(join(folder, 'a/b'))
    assert.equal(project.file, inner)
    assert.equal(project.config.ttl, undefined)
    assert.equal(pathIn(project, deep), 'b/c.md')
  })

  it('prefers promptcache.json to the older shape beside it', () => {
    file('cache_config.json', '{ "caching": { "ttl": "1h" } }')
    assert.equal(projectOf(folder).config.ttl, '1h')
    file('promptcache.json', '{ "ttl": "5m" }')
    assert.equal(projectOf(folder).config.ttl, '5m')
  })

  it('comes before the editor’s settings, which hold where it says nothing', () => {
    file('promptcache.json', '{ "model": "claude-opus-5", "markers": ["%%"] }')
    const { options } = readPlace('', place('p.md'))
    assert.equal(options.model, 'claude-opus-5')
    assert.deepEqual(options.markers, ['%%', '@@'])
    rmSync(join(folder, 'promptcache.json'))
    assert.equal(readPlace('', place('p.md')).options.model, 'claude-sonnet-5')
  })

  it('makes prompts of the texts that it lists, and of no others', () => {
    file('promptcache.json', '{ "prompts": ["prompts/**/*.md"] }')
    const read = (name: string) => analyzeAt(rules, place(name))
    assert.equal(read('prompts/sub/a.md')?.source, 'plain-text')
    assert.equal(read('README.md'), undefined)
    const [finding] = read('prompts/a.md')?.prompts[0]?.findings ?? []
    assert.equal(finding?.code, 'no-breakpoint')
  })

  it('of the older shape has its boundary at a line of the text beside it', () => {
    file('cache_config.json', '{ "caching": { "cache_boundary_line": 90 } }')
    const read = (name: string) => analyzeAt(rules, place(name))?.prompts[0]?.breakpoints.length
    assert.equal(read('agent.md'), 1)
    assert.equal(read('README.md'), undefined)
    assert.equal(read('docs/agent.md'), undefined)
  })

  it('tells the hash of each prompt by its path', () => {
    file('promptcache.json', '{ "hashes": { "a/p.md": "old" } }')
    const text = `${rules}<<CACHE_BOUNDARY>>\nGo.\n`
    const codes = (name: string) =>
      analyzeAt(text, place(name))?.prompts[0]?.findings.map(({ code }) => code)
    assert.deepEqual(codes('a/p.md'), ['edited-cached-prefix'])
    assert.deepEqual(codes('p.md'), [])
  })
})
