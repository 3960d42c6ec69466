import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { analyze } from '../core/analyze.ts'
import { type Baseline, baselineOf, changesSince } from '../core/baseline.ts'
import { allFindings } from '../core/findings.ts'
import { type Finding, applyFix } from '../core/rules.ts'
import type { FileFindings } from '../core/sarif.ts'
import { HumanError } from '../errors.ts'
import { loadBaseline, nameIn, saveBaseline } from './baseline.ts'
import { endWith, exit } from './exit.ts'
import { withExamples } from './help.ts'
import { eachFile } from './inputs.ts'
import { printLines } from './lines.ts'
import { type LintFormat, lintFormats } from './lint-formats.ts'
import { positive, whole } from './numbers.ts'
import { type PromptFile, type PromptOptions, packed, readPromptFile } from '../prompt-file.ts'

interface Options extends PromptOptions {
  readonly json?: true
  readonly format: LintFormat
  readonly fix?: true
  readonly maxWarnings: number
  readonly baseline?: string
  readonly updateBaseline?: true
  readonly growth: number
}

/** A file that is checked. */
interface Checked extends PromptFile {
  readonly file: string
}

/** `prompt-cache lint FILE...`: only what is wrong with prompts and the code that sends them. */
export function lintCommand(): Command {
  const command = new Command('lint')
    .description('Find what wastes the cache in prompts and in the code that sends them.')
    .argument('<file...>', 'prompt files and source code, or - for standard input')
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text...>', 'further boundary markers', [])
    .option('--fix', 'change the files where the change is mechanical')
    .option('--max-warnings <count>', 'warnings that do not fail; errors always do', whole, 0)
    .option('--baseline <file>', 'fail where a cached prefix is not the approved one')
    .option('--update-baseline', 'approve the cached prefixes as they are now')
    .option('--growth <percent>', 'how much more a changed prefix may cost', positive, 10)
    .addOption(
      new Option('--format <how>', 'how findings are printed')
        .choices(Object.keys(lintFormats))
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .action(lint)
  return withExamples(command, [
    ["prompt-cache lint 'src/**/*.{ts,py,md}'", 'everything that sends or holds a prompt'],
    ['prompt-cache lint --fix prompts/*.md', 'mend what is mechanical'],
    [
      'prompt-cache lint --baseline prompts/cache.json --update-baseline prompts/*.md',
      'approve the prefixes; without --update-baseline, fail where one has changed',
    ],
    ['prompt-cache lint --format sarif src/*.ts > lint.sarif', 'for code scanning'],
  ])
}

async function lint(files: readonly string[], options: Options): Promise<void> {
  const read: Checked[] = []
  await eachFile(files, async (file) => {
    read.push({ file, ...(await readPromptFile(file, options)) })
  })
  const results: FileFindings[] = []
  for (const each of read) {
    const named = { ...each, document: withOthers(each, read) }
    const { text, findings } = options.fix ? await fixed(each.file, named) : found(named)
    results.push({ file: each.file, text, findings })
  }
  const { baseline } = options
  if (options.updateBaseline) await approve(read, baseline)
  const all = baseline === undefined ? results : await compared(read, results, options)
  printLines(lintFormats[options.json ? 'json' : options.format](all))
  const wrong = all.flatMap(({ findings }) => findings)
  const count = (severity: Finding['severity']) =>
    wrong.filter((each) => each.severity === severity).length
  if (count('error') > 0 || count('warning') > options.maxWarnings) endWith(exit.findings)
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
  { baseline: path = '', growth }: Options,
): Promise<FileFindings[]> {
  const baseline = await loadBaseline(path)
  return results.map(({ file, text, findings }, i) => {
    const { document, options } = read[i] ?? {}
    const analysis = document && options && analyze({ ...document, text }, options)
    if (!analysis) return { file, text, findings }
    const allowed = { analysis, growth: growth / 100 }
    const changes = changesSince(baseline, nameIn(path, file), allowed)
    return { file, text, findings: [...findings, ...changes] }
  })
}

function found({ document, options }: PromptFile): { text: string; findings: Finding[] } {
  const analysis = analyze(document, options)
  return { text: document.text, findings: analysis ? allFindings(analysis) : [] }
}

/** Applies one fix after the other, as each may move what the next one is about. */
async function fixed(
  file: string,
  prompt: PromptFile,
): Promise<{ text: string; findings: Finding[] }> {
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
    others.some((each) =>
      new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(each.document.text),
    )
  return { ...document, isNamedElsewhere }
}
