import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { noConfig, parseConfig } from '../src/core/config.ts'
import { optionsFor } from '../src/core/config/options.ts'

describe('a project’s configuration', () => {
  it('is read from promptcache.json', () => {
    const { config, problems } = parseConfig(
      '{ "model": "claude-opus-5", "ttl": "1h", "markers": ["%%"], "prompts": ["p/*.md"], "hashes": { "p/a.md": "x" } } // mine',
    )
    assert.deepEqual(problems, [])
    assert.deepEqual(config, {
      ...noConfig,
      model: 'claude-opus-5',
      ttl: '1h',
      markers: ['%%'],
      prompts: ['p/*.md'],
      hashes: { 'p/a.md': 'x' },
    })
  })

  it('is read from the older shape, and says so', () => {
    const text = JSON.stringify({
      caching: {
        enabled: false,
        ttl: '1h',
        min_tokens: 1500,
        cache_boundary_line: 12,
        models_supported: ['claude-sonnet-4'],
      },
      prompt_version: { hash: 'abc' },
    })
    const { config, problems } = parseConfig(text)
    assert.deepEqual(config, {
      ...noConfig,
      enabled: false,
      ttl: '1h',
      minTokens: 1500,
      boundaryLine: 12,
      models: ['claude-sonnet-4'],
      promptHash: 'abc',
    })
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ['information'],
    )
  })

  it('says where it is wrong, and keeps the rest', () => {
    const text = '{ "ttl": "2h", "markers": [1], "colour": true, "headings": ["## Input"] }'
    const { config, problems } = parseConfig(text)
    const places = problems.map(({ span }) => span && text.slice(span.start, span.end))
    assert.deepEqual(places.sort(), ['"2h"', '[1]', 'true'])
    assert.deepEqual(config.headings, ['## Input'])
  })

  it('comes before the settings, whose lists are added', () => {
    const { config } = parseConfig(
      '{ "model": "claude-opus-5", "markers": ["a"], "hashes": { "x": "1" } }',
    )
    const options = optionsFor('x', config, { model: 'claude-haiku-5-5', markers: ['b'] })
    assert.equal(options.model, 'claude-opus-5')
    assert.deepEqual(options.markers, ['a', 'b'])
    assert.deepEqual(options.savedHashes, ['1'])
  })

  it('has a schema with the same settings', () => {
    const schema = JSON.parse(readFileSync('media/promptcache.schema.json', 'utf8')) as {
      properties: object
    }
    const settings = Object.keys(schema.properties).filter((key) => key !== '$schema')
    assert.deepEqual(settings.sort(), [...Object.keys(noConfig), 'model', 'ttl'].sort())
  })

  it('never throws', () => {
    const keys = ['model', 'ttl', 'caching', 'hashes', 'markers', 'prompt_version', 'enabled']
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()))
    fc.assert(
      fc.property(value, fc.nat(200), (each, cut) => {
        parseConfig(JSON.stringify(each).slice(0, cut))
      }),
    )
  })
})
