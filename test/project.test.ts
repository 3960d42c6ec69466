import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Place, analyzeAt, readPlace } from '../src/host/engine/read.ts'
import { hashesPlace, pathIn, projectOf } from '../src/project.ts'

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
    assert.equal(read('prompts/sub/a.md').analysis?.source, 'plain-text')
    assert.equal(read('README.md').analysis, undefined)
    const [finding] = read('prompts/a.md').analysis?.prompts[0]?.findings ?? []
    assert.equal(finding?.code, 'no-breakpoint')
  })

  it('of the older shape has its boundary at a line of the text beside it', () => {
    file('cache_config.json', '{ "caching": { "cache_boundary_line": 90 } }')
    const read = (name: string) =>
      analyzeAt(rules, place(name)).analysis?.prompts[0]?.breakpoints.length
    assert.equal(read('agent.md'), 1)
    assert.equal(read('README.md'), undefined)
    assert.equal(read('docs/agent.md'), undefined)
  })

  it('tells the hash of each prompt by its path', () => {
    file('promptcache.json', '{ "hashes": { "a/p.md": "old" } }')
    const text = `${rules}<<CACHE_BOUNDARY>>\nGo.\n`
    const codes = (name: string) =>
      analyzeAt(text, place(name)).analysis?.prompts[0]?.findings.map(({ code }) => code)
    assert.deepEqual(codes('a/p.md'), ['edited-cached-prefix'])
    assert.deepEqual(codes('p.md'), [])
  })

  it('keeps the cached prefix of a file by its path, in a configuration that may have to be made', () => {
    const prompt = file('a/b/p.md')
    const none = { config: join(folder, 'promptcache.json'), path: 'a/b/p.md' }
    assert.deepEqual(hashesPlace(prompt, folder), none)
    assert.equal(hashesPlace(prompt, join(folder, 'other')).path, 'p.md')
    const inner = file('a/promptcache.json', '{}')
    assert.deepEqual(hashesPlace(prompt, folder), { config: inner, path: 'b/p.md' })
    file('old/cache_config.json', '{ "caching": {} }')
    assert.throws(() => hashesPlace(file('old/p.md'), folder), /no place for the prefixes/)
  })

  it('is told what a text was before it was edited, where it records nothing itself', () => {
    const edited = (text: string, more: Partial<Place> = {}) =>
      analyzeAt(text, { ...place('p.md'), ...more })
        .analysis?.prompts.flatMap(({ findings }) => findings)
        .some(({ code }) => code === 'edited-cached-prefix')
    const text = `${rules}<<CACHE_BOUNDARY>>\nGo.\n`
    const { hashes } = analyzeAt(text, place('p.md'))
    assert.equal(edited(text, { savedHashes: hashes }), false)
    assert.equal(edited(`New. ${text}`, { savedHashes: hashes }), true)
    assert.equal(edited(`New. ${text}`), false)
    file('promptcache.json', JSON.stringify({ hashes: { 'p.md': hashes[0] } }))
    assert.equal(edited(`New. ${text}`), true)
    assert.equal(edited(text, { savedHashes: ['other'] }), false)
  })

  it('is asked whether other files call a helper', () => {
    const helper =
      "export function cached(text: string) {\n  return { type: 'text', text, cache_control: { type: 'ephemeral' } }\n}\n"
    const read = (namedElsewhere: Record<string, boolean>) => {
      const { analysis, unknownNames } = analyzeAt(helper, { ...place('h.ts'), namedElsewhere })
      return [analysis?.findings.map(({ severity }) => severity), unknownNames]
    }
    assert.deepEqual(read({}), [[], ['cached']])
    assert.deepEqual(read({ cached: true }), [[], []])
    assert.deepEqual(read({ cached: false }), [['warning'], []])
  })
})
