import { Command } from 'commander'
import { analyze } from '../core/analyze.ts'
import { formatBounds } from '../core/format.ts'
import { findModel } from '../core/models.ts'
import { countRow } from '../core/tokens/rows.ts'
import { type TokenCount, addCounts, estimateText, noTokens } from '../core/tokens.ts'
import { openLogText } from '../log-text.ts'
import { endWith, exit } from './exit.ts'
import { withExamples } from './help.ts'
import { eachFile } from './inputs.ts'
import { printJson, printLines } from './lines.ts'
import { showProgress } from './progress.ts'
import { type PromptFile, type PromptOptions, readPromptFile } from './prompt-file.ts'
import { tableLines } from './table.ts'

interface Options extends PromptOptions {
  readonly json?: true
  readonly requests?: true
}

interface Counted {
  readonly file: string
  readonly model: string
  readonly count: TokenCount
}

/** `prompt-cache count FILE...`: how many tokens files have, with bounds. */
export function countCommand(): Command {
  const command = new Command('count')
    .description(
      'Count the tokens of request bodies and of any other text, with bounds. Works without a network.',
    )
    .argument('<file...>', 'texts and request bodies, or - for standard input')
    .option('--model <id>', 'the model of files that name none')
    .option('--requests', 'the files hold one JSON object a line: "model", and "text" or "request"')
    .option('--json', 'print one JSON object a file')
    .action(async (files: readonly string[], options: Options) => {
      if (options.requests) {
        await eachFile(files, countRequests)
        return
      }
      const counted: Counted[] = []
      await eachFile(files, async (file) => {
        counted.push(countFile(file, await readPromptFile(file, { ...options, marker: [] })))
      })
      if (options.json) {
        printJson(counted.map(({ file, model, count }) => ({ file, model, ...count })))
      } else printLines(toText(counted))
    })
  return withExamples(command, [
    ['prompt-cache count prompts/*.md --model claude-opus-5', 'the tokens of each file and of all'],
    ['prompt-cache count request.json', 'a request body, with all that the API adds to it'],
    ['prompt-cache count --requests bodies.jsonl.gz', 'many requests, one JSON object a line'],
  ])
}

/** A request body is counted as a whole request; anything else as the text that it is. */
function countFile(file: string, { document, options }: PromptFile): Counted {
  const analysis = document.text.trimStart().startsWith('{')
    ? analyze(document, options)
    : undefined
  const [prompt] = analysis?.source.startsWith('request') ? analysis.prompts : []
  if (prompt) return { file, model: prompt.prompt.model, count: prompt.total }
  const { model } = options
  const count = estimateText(document.text, findModel(model)?.tokenizer ?? 'claude-3')
  return { file, model, count }
}

function toText(counted: readonly Counted[]): string[] {
  const total = counted.map(({ count }) => count).reduce(addCounts, noTokens)
  const rows = counted.map(({ file, model, count }) => [
    formatBounds(count),
    count.how,
    model,
    file,
  ])
  if (counted.length > 1) rows.push([formatBounds(total), total.how, '', 'total'])
  return tableLines(rows, { left: [1, 2] })
}

/** Prints the count of each line; a line that says nothing to count gets what is wrong with it. */
async function countRequests(file: string): Promise<void> {
  const progress = showProgress(file)
  const log = await openLogText(file, { onProgress: progress.report })
  let wrong = 0
  try {
    for await (const { number, text } of log.lines(() => [])) {
      if (text.trim() === '') continue
      const row = countRow(text)
      printJson([row])
      if (!('error' in row)) continue
      process.stderr.write(`${file}:${number}: ${row.error}\n`)
      wrong += 1
    }
  } finally {
    progress.end()
  }
  if (wrong > 0) endWith(exit.notEvaluated)
}
