import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { analyze } from '../core/analyze.ts'
import { plural } from '../core/format.ts'
import { placesIn } from '../core/places.ts'
import { type Finding, applyFix } from '../core/rules.ts'
import { allFindings, isWrong } from '../core/findings.ts'
import { endWith, exit } from './exit.ts'
import { findingLines } from './findings.ts'
import { withExamples } from './help.ts'
import { eachFile } from './inputs.ts'
import { type PromptFile, type PromptOptions, readPromptFile } from './prompt-file.ts'

interface Options extends PromptOptions {
  readonly json?: true
  readonly fix?: true
}

/** `prompt-cache lint FILE...`: only what is wrong with prompts and the code that sends them. */
export function lintCommand(): Command {
  const command = new Command('lint')
    .description('Find what wastes the cache in prompts and in the code that sends them.')
    .argument('<file...>', 'prompt files and source code, or - for standard input')
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text...>', 'further boundary markers', [])
    .option('--fix', 'change the files where the change is mechanical')
    .option('--json', 'print one JSON object a finding')
    .action(async (files: readonly string[], options: Options) => {
      const read: (PromptFile & { file: string })[] = []
      await eachFile(files, async (file) => {
        read.push({ file, ...(await readPromptFile(file, options)) })
      })
      let count = 0
      for (const each of read) {
        const named = { ...each, document: withOthers(each, read) }
        const { text, findings } = options.fix ? await fixed(each.file, named) : found(named)
        count += findings.length
        if (isWrong(findings)) endWith(exit.findings)
        const lines = options.json
          ? jsonLines(each.file, text, findings)
          : findingLines(each.file, text, findings)
        if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
      }
      if (!options.json) {
        const where = plural(read.length, 'file')
        process.stdout.write(`${plural(count, 'finding')} in ${where}\n`)
      }
    })
  return withExamples(command, [
    ["prompt-cache lint 'src/**/*.{ts,py,md}'", 'everything that sends or holds a prompt'],
    ['prompt-cache lint --fix prompts/*.md', 'mend what is mechanical'],
  ])
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
  if (text !== prompt.document.text && file !== '-') await writeFile(file, text)
  return of(text)
}

/** Fixes that are applied to one file. */
const maxFixes = 50

/** A document that knows whether the other files name something of it. */
function withOthers(
  { file, document }: PromptFile & { file: string },
  all: readonly (PromptFile & { file: string })[],
): PromptFile['document'] {
  const others = all.filter((each) => each.file !== file)
  if (others.length === 0) return document
  const isNamedElsewhere = (name: string) =>
    others.some((each) =>
      new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(each.document.text),
    )
  return { ...document, isNamedElsewhere }
}

function jsonLines(file: string, text: string, findings: readonly Finding[]): string[] {
  const places = placesIn(text)
  return findings.map(({ severity, code, message, span, fix }) =>
    JSON.stringify({
      file,
      ...places(span?.start ?? 0),
      severity,
      code,
      message,
      fix: fix ?? null,
    }),
  )
}
