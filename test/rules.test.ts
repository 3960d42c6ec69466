import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { type AnalyzeOptions, analyze } from '../src/core/analyze.ts'
import { languageOf, parseCode } from '../src/core/code/syntax.ts'
import { parseJson } from '../src/core/json.ts'
import { type Finding, applyFix } from '../src/core/finding.ts'
import { rules } from '../src/core/rules.ts'
import type { PromptDocument } from '../src/core/source.ts'
import { parseYaml } from '../src/core/yaml.ts'
import { fixture, spellings } from './fixtures.ts'
import { type Case, cases } from './rule-cases.ts'

const options: AnalyzeOptions = { model: 'claude-sonnet-5-5', markers: [] }

function findingsIn(document: PromptDocument, more: Partial<AnalyzeOptions> = {}): Finding[] {
  const analysis = analyze(document, { ...options, ...more })
  if (!analysis) return []
  return [
    ...analysis.prompts.flatMap(({ problems, findings }) => [...problems, ...findings]),
    ...analysis.findings,
  ]
}

function documentOf([path, text]: Case): PromptDocument {
  return { path, text }
}

describe('a rule', () => {
  it('has cases: prompts that trip it and prompts that do not', () => {
    assert.deepEqual(Object.keys(cases).sort(), rules.map(({ id }) => id).sort())
  })

  it('says why, and what that rests on', () => {
    for (const { id } of rules) {
      const source = readFileSync(`src/core/rules/${id}.ts`, 'utf8')
      const [comment = ''] = /\/\*\*(?:(?!\*\/)[^])*\*\/(?=\nexport const)/.exec(source) ?? []
      assert.match(comment, /Sources?:|\w\/[\w-]+#\d+/, id)
      assert.ok(comment.length > 120, id)
    }
  })

  it('has fixes that remove what was found and leave a file that parses, whatever was fixed before', () => {
    const fixtures = readdirSync('test/fixtures/sources').map((name) => fixture(name))
    const tripping = Object.values(cases).flatMap(({ trips }) => trips.map(documentOf))
    const documents = fc.tuple(
      fc.constantFrom<PromptDocument>(...fixtures, ...tripping),
      fc.constantFrom(...Object.values(spellings)),
      fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    )
    fc.assert(
      fc.property(documents, ([document, change, picks]) => {
        let { text } = document
        text = change(text)
        for (const pick of picks) {
          const before = findingsIn({ ...document, text })
          const fixable = before.filter(({ fix }) => fix)
          const chosen = fixable[pick % Math.max(1, fixable.length)]
          if (!chosen?.fix) return
          const isSame = ({ code, message }: Finding) =>
            code === chosen.code && message === chosen.message
          assertSeparate(chosen.fix.edits)
          text = applyFix(text, chosen.fix)
          assert.ok(parses({ ...document, text }), `does not parse:\n${text}`)
          const left = findingsIn({ ...document, text }).filter(isSame)
          const message = `${chosen.code} is still found in\n${text}`
          assert.ok(left.length < before.filter(isSame).length, message)
        }
      }),
      { numRuns: 300 },
    )
  })

  for (const rule of rules) {
    const {
      trips,
      fine,
      codes = [rule.id],
      fixed,
      savedHashes,
    } = cases[rule.id] ?? { trips: [], fine: [] }
    const more = { ...(savedHashes && { savedHashes }) }
    const own = (document: PromptDocument) =>
      findingsIn(document, more).filter(({ code }) => codes.includes(code))

    for (const [i, each] of trips.entries()) {
      for (const [spelling, change] of Object.entries(spellings)) {
        const document = documentOf([each[0], change(each[1])])
        const name = `${rule.id} is tripped by ${each[0]} (${i + 1}) ${spelling}`
        it(name, () => {
          const found = own(document)
          assert.ok(found.length > 0, `${rule.id} finds nothing in\n${document.text}`)
          for (const { span, message } of found) {
            assert.ok(message.length > 40)
            if (span) assert.ok(span.start >= 0 && span.end <= document.text.length)
          }
          if (fixed?.includes(i)) assert.ok(found[0]?.fix, 'it has a fix')
        })

        it(`${name}, and its fixes remove what was found and leave a document that parses`, () => {
          for (const { fix, code, message } of own(document)) {
            if (!fix) continue
            assertSeparate(fix.edits)
            const text = applyFix(document.text, fix)
            assert.ok(parses({ ...document, text }), `does not parse:\n${text}`)
            const left = own({ ...document, text }).filter((each) => each.message === message)
            assert.deepEqual(left, [], `${code} is still found in\n${text}`)
          }
        })
      }
    }
    for (const [i, each] of fine.entries()) {
      it(`${rule.id} is not tripped by ${each[0]} (${i + 1})`, () => {
        assert.deepEqual(own(documentOf(each)), [])
      })
    }
  }

  it('finds nothing in the examples but what they show', () => {
    for (const name of readdirSync('examples')) {
      if (name.includes('.capture.')) continue
      const text = readFileSync(`examples/${name}`, 'utf8')
      const sibling = (other: string) =>
        readdirSync('examples').includes(other)
          ? readFileSync(`examples/${other}`, 'utf8')
          : undefined
      const found = findingsIn({ text, path: `examples/${name}`, sibling })
      const codes = found.map(({ code }) => code)
      assert.deepEqual(codes, name.startsWith('too-short') ? ['below-minimum'] : [], name)
    }
  })
})

/** Editors refuse edits that overlap. */
function assertSeparate(edits: readonly { span: { start: number; end: number } }[]): void {
  const inOrder = edits.map(({ span }) => span).sort((a, b) => a.start - b.start || a.end - b.end)
  inOrder.forEach(({ start }, i) => {
    assert.ok(start >= (inOrder[i - 1]?.end ?? 0), 'edits overlap')
  })
}

function parses(document: PromptDocument): boolean {
  const { text, path } = document
  const language = languageOf(document)
  if (language) {
    let isSound = true
    parseCode({ ...document, path: `fixed ${path}` }, language).tree.iterate({
      enter: ({ type }) => {
        if (type.isError) isSound = false
      },
    })
    return isSound
  }
  if (/\.jsonc?$/.test(path)) return parseJson(text).broken === undefined
  if (path.endsWith('.yaml')) return parseYaml(text).every(({ broken }) => broken === undefined)
  return true
}
