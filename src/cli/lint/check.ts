import { writeFile } from 'node:fs/promises'
import { analyze } from '../../core/analyze.ts'
import { type Baseline, baselineOf, changesSince } from '../../core/baseline.ts'
import { mentions } from '../../core/code/mentions.ts'
import { allFindings } from '../../core/findings.ts'
import { type Finding, applyFix } from '../../core/finding.ts'
import { requestsOf } from '../../core/recurring.ts'
import { editedCachedPrefix } from '../../core/rules/edited-cached-prefix.ts'
import type { FileFindings } from '../../core/sarif.ts'
import { HumanError } from '../../errors.ts'
import { loadBaseline, nameIn, saveBaseline } from '../baseline.ts'
import { endWith, exit } from '../exit.ts'
import { eachFile } from '../inputs.ts'
import { recordHashes } from './hashes.ts'
import { printLines } from '../lines.ts'
import { type LintFormat, lintFormats } from '../lint-formats.ts'
import { type PromptFile, type PromptOptions, packed, readPromptFile } from '../../prompt-file.ts'

/** What `prompt-cache lint` can be told. */
export interface LintOptions extends PromptOptions {
  readonly json?: true
  readonly format: LintFormat
  readonly fix?: true
  readonly maxWarnings: number
  readonly baseline?: string
  readonly updateBaseline?: true
  readonly updateHashes?: true
  readonly growth: number
}

/** A file that is checked. */
interface Checked extends PromptFile {
  readonly file: string
}

/** Prints what is wrong with prompts and the code that sends them, and mends it where that is asked for. */
export async function lint(files: readonly string[], options: LintOptions): Promise<void> {
  const read: Checked[] = []
  await eachFile(files, async (file) => {
    read.push({ file, ...(await readPromptFile(file, options)) })
  })
  const results: FileFindings[] = []
  for (const each of read) {
    const named = { ...each, document: withOthers(each, read) }
    results.push({
      file: each.file,
      ...(options.fix ? await fixed(each.file, named) : found(named)),
    })
  }
  if (options.updateHashes) await record(read, results)
  const { baseline } = options
  if (options.updateBaseline) await approve(read, baseline)
  const all = baseline === undefined ? results : await compared(read, results, options)
  printLines(lintFormats[options.json ? 'json' : options.format](all))
  const wrong = all.flatMap(({ findings }) => findings)
  const count = (severity: Finding['severity']) =>
    wrong.filter((each) => each.severity === severity).length
  if (count('error') > 0 || count('warning') > options.maxWarnings) endWith(exit.findings)
}

/** Records the cached prefixes as they are now; that they were others before is no finding any longer. */
async function record(read: readonly Checked[], results: FileFindings[]): Promise<void> {
  for (const [i, result] of results.entries()) {
    const { file, text, findings } = result
    const { document, options } = read[i] ?? {}
    const analysis = document && options && analyze({ ...document, text }, options)
    if (!analysis || file === '-') continue
    await recordHashes(file, analysis)
    const others = findings.filter(({ code }) => code !== editedCachedPrefix.id)
    results[i] = { ...result, findings: others }
  }
}

async function approve(read: readonly Checked[], path: string | undefined): Promise<void> {
  if (path === undefined) throw new HumanError('--update-baseline needs --baseline FILE.')
  const prefixes = read.map(({ file, document, options }) => {
    const analysis = analyze(document, options)
    return analysis ? baselineOf(nameIn(path, file), analysis) : {}
  })
  await saveBaseline(path, Object.assign({}, ...prefixes) as Baseline)
}

/** The findings with what differs from the baseline. */
async function compared(
  read: readonly Checked[],
  results: readonly FileFindings[],
  { baseline: path = '', growth }: LintOptions,
): Promise<FileFindings[]> {
  const baseline = await loadBaseline(path)
  return results.map((result, i) => {
    const { file, text, findings } = result
    const { document, options } = read[i] ?? {}
    const analysis = document && options && analyze({ ...document, text }, options)
    if (!analysis) return result
    const allowed = { analysis, growth: growth / 100 }
    const changes = changesSince(baseline, nameIn(path, file), allowed)
    return { ...result, findings: [...findings, ...changes] }
  })
}

function found({ document, options }: PromptFile): Omit<FileFindings, 'file'> {
  const { text } = document
  const analysis = analyze(document, options)
  if (!analysis) return { text, findings: [] }
  return { text, findings: allFindings(analysis), requests: requestsOf(analysis) }
}

/** Applies one fix after the other, as each may move what the next one is about. */
async function fixed(file: string, prompt: PromptFile): Promise<Omit<FileFindings, 'file'>> {
  let { text } = prompt.document
  const of = (text: string) => found({ ...prompt, document: { ...prompt.document, text } })
  for (let round = 0; round < maxFixes; round++) {
    const fix = of(text).findings.find((each) => each.fix)?.fix
    const next = fix ? applyFix(text, fix) : text
    if (next === text) break
    text = next
  }
  const isText = file !== '-' && !packed.test(file)
  if (text !== prompt.document.text && isText) await writeFile(file, text)
  return of(text)
}

/** Fixes that are applied to one file. */
const maxFixes = 50

/** A document that knows whether the other files name something of it. */
function withOthers({ file, document }: Checked, all: readonly Checked[]): PromptFile['document'] {
  const others = all.filter((each) => each.file !== file)
  if (others.length === 0) return document
  const isNamedElsewhere = (name: string) =>
    others.some((each) => mentions(each.document.text, name))
  return { ...document, isNamedElsewhere }
}
