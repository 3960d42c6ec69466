import assert from 'node:assert/strict'
import fc from 'fast-check'
import { analyze } from '../src/core/analyze.ts'
import { adviseOn } from '../src/core/boundary-advice.ts'
import { type BuildFormat, build } from '../src/core/build.ts'
import { formats } from '../src/core/build/formats.ts'
import { addCacheControl, moveDynamicBehind, splitStableAndDynamic } from '../src/core/edits.ts'
import { insertBoundary, moveBoundary } from '../src/core/edits/boundary.ts'
import { renderReport } from '../src/core/report.ts'
import { type Fix, applyFix } from '../src/core/finding.ts'

const options = { model: 'claude-sonnet-5-5', markers: ['%%'] }
const long = 'The clerk checks each line of an invoice against the price list. '.repeat(60)

/** Pieces of which documents are made that hold prompts often enough. */
const pieces = [
  ...[long, long, '\n', '\n\n', '\r\n', ' ', '- ', '# A\n', '## Context\n', '---\n', 'ttl: 1h\n'],
  ...[
    '{{now}}',
    '{{team}}',
    'Today is 2026-11-20. ',
    'cacheable: [team]\n',
    '<<CACHE_BOUNDARY>>\n',
  ],
  ...[
    '%%',
    '<!-- ANTHROPIC_CACHE_CONTROL: {"type":"ephemeral","ttl":"1h"} -->',
    '\uFEFF',
    '😀',
    '\uD800',
  ],
  ...['{"messages":[', '{"role":"user","content":[', '{"type":"text","text":"', '"', ']', '}', ','],
  ...[
    '"system":',
    '"cache_control":{"type":"ephemeral"}',
    'system: |\n  ',
    'messages:\n  - role: user\n',
  ],
  ...[
    'client.messages.create(',
    '{ model: "claude-sonnet-5-5", ',
    'system: [',
    'cache_control: {}',
    ')',
  ],
  ...[
    '`',
    '${Date.now()}',
    "f'{now}'",
    'const a = ',
    'a',
    'def f(a):\n    ',
    'return ',
    'Object.keys(a)',
  ],
  ...['usage.inputTokens + usage.cachedInputTokens', 'len(text) > 1024', '/*', '//', '"""', '\\'],
]
const paths = [
  'p.md',
  'p.json',
  'p.jsonl',
  'p.yaml',
  'p.http',
  'p.prompty',
  'p.ts',
  'p.py',
  'p-static.md',
]

describe('any document', () => {
  it('is analysed, advised on, edited and built without an error', () => {
    const documents = fc.tuple(
      fc.constantFrom(...paths),
      fc.array(fc.constantFrom(...pieces), { maxLength: 25 }),
    )
    fc.assert(
      fc.property(documents, fc.nat(500), ([path, words], offset) => {
        const text = words.join('')
        const document = { path, text, sibling: () => text }
        const traffic = { callsPerDay: 10, gapMinutes: 3 }
        const fixes: (Fix | undefined)[] = [
          insertBoundary(text, offset),
          moveBoundary(text, offset, options),
        ]
        const analysis = analyze(document, { ...options, savedHashes: ['x'] })
        for (const prompt of analysis?.prompts ?? []) {
          const advice = adviseOn(prompt, document, { ...options, traffic })
          renderReport(prompt, advice, { title: path, traffic })
          for (const format of Object.keys(formats) as BuildFormat[]) build(prompt, { format })
          fixes.push(
            ...[...prompt.problems, ...prompt.findings].map(({ fix }) => fix),
            moveDynamicBehind(prompt, document),
            splitStableAndDynamic(prompt, document),
            addCacheControl(prompt, document, { how: 'explicit' }),
            addCacheControl(prompt, document, { how: 'automatic' }),
          )
        }
        fixes.push(...(analysis?.findings ?? []).map(({ fix }) => fix))
        for (const fix of fixes) {
          if (!fix) continue
          let last = 0
          const inOrder = fix.edits
            .map(({ span }) => span)
            .sort((a, b) => a.start - b.start || a.end - b.end)
          for (const { start, end } of inOrder) {
            assert.ok(start >= last && start <= end && end <= text.length, JSON.stringify(fix))
            last = end
          }
          applyFix(text, fix)
        }
      }),
      { numRuns: 2000 },
    )
  }).timeout(60_000)
})
