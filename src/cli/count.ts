import { setTimeout } from 'node:timers/promises'
import { Command } from 'commander'
import { exactLengths } from '../api/exact.ts'
import { redact } from '../api/redact.ts'
import { analyze } from '../core/analyze.ts'
import { failureOf } from '../core/failures.ts'
import { formatBounds } from '../core/format.ts'
import { frameOf } from '../core/frames.ts'
import { findModel } from '../core/models.ts'
import type { Block, Prompt } from '../core/prompt.ts'
import { countRow } from '../core/tokens/rows.ts'
import { type TokenCount, addCounts, countPrompt, estimateText, noTokens } from '../core/tokens.ts'
import { HumanError } from '../errors.ts'
import { openLogText } from '../log-text.ts'
import { type ConnectionOptions, connectionOf, withConnection } from './connection.ts'
import { endWith, exit } from './exit.ts'
import { withExamples } from './help.ts'
import { eachFile } from './inputs.ts'
import { printJson, printLines } from './lines.ts'
import { showProgress } from './progress.ts'
import { type PromptFile, type PromptOptions, readPromptFile } from '../prompt-file.ts'
import { tableLines } from './table.ts'

interface Options extends PromptOptions, ConnectionOptions {
  readonly json?: true
  readonly requests?: true
  readonly exact?: true
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
    .option('--exact', 'ask the API, which sends it the files: needs ANTHROPIC_API_KEY')
  withConnection(command)
    .option('--json', 'print one JSON object a file')
    .action(async (files: readonly string[], options: Options) => {
      if (options.requests) {
        await eachFile(files, countRequests)
        return
      }
      const counted: Counted[] = []
      await eachFile(files, async (file) => {
        const read = await readPromptFile(file, { ...options, marker: [] })
        counted.push(
          options.exact ? await countExactly(file, read, options) : countFile(file, read),
        )
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

function countFile(file: string, read: PromptFile): Counted {
  const prompt = requestIn(read)
  if (prompt) return { file, model: prompt.model, count: countPrompt(prompt).total }
  const { model } = read.options
  const count = estimateText(read.document.text, findModel(model)?.tokenizer ?? 'claude-3')
  return { file, model, count }
}

/** A request body is counted as a whole request; anything else as the text that it is. */
function requestIn({ document, options }: PromptFile): Prompt | undefined {
  const mayBe = document.text.trimStart().startsWith('{')
  const analysis = mayBe ? analyze(document, options) : undefined
  return analysis?.source.startsWith('request') ? analysis.prompts[0]?.prompt : undefined
}

/** Has the API count a file: a text as one user message, of which what surrounds it is taken off. */
async function countExactly(file: string, read: PromptFile, options: Options): Promise<Counted> {
  const connection = connectionOf(options)
  const { key, baseUrl } = connection
  if (key === '') throw new HumanError('ANTHROPIC_API_KEY is not set. Exact counts need it.')
  const { text } = read.document
  const request = requestIn(read)
  const model = request?.model ?? read.options.model
  if (!request && text.trim() === '') return { file, model, count: noTokens }
  const prompt = request ?? oneMessage(model, text)
  const { connect } = await import('../api/sdk.ts')
  const api = await connect(connection)
  const { lengths, trouble } = await exactLengths(
    api,
    { ...prompt, blocks: unmarked(prompt) },
    {
      known: () => undefined,
      signal: new AbortController().signal,
      sleep: async (milliseconds, signal) => {
        await setTimeout(milliseconds, undefined, { signal })
      },
    },
  )
  const prefix = lengths.get(prompt.blocks.length)
  if (prefix === undefined) {
    const failure = failureOf(trouble ?? { message: 'it gave no number', status: 400 }, {
      body: { model },
      host: URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl,
    })
    const { what, advice } = failure
    throw new HumanError(redact(`${file} was not counted. ${what} ${advice}`, [key]))
  }
  const { prefixes, total } = countPrompt(prompt)
  const around = request ? total.tokens - (prefixes.at(-1)?.tokens ?? 0) : -openingOf(prompt)
  const tokens = prefix + around
  return { file, model, count: { tokens, low: tokens, high: tokens, how: 'exact' } }
}

function oneMessage(model: string, text: string): Prompt {
  const block = {
    section: 'messages',
    type: 'text',
    role: 'user',
    message: 0,
    content: text,
  } as const
  return { model, blocks: [block], parameters: {} }
}

/** What stands before the first message. */
function openingOf(prompt: Prompt): number {
  return frameOf(findModel(prompt.model), false).opening
}

/** Only the whole is asked for, not what ends in a breakpoint. */
function unmarked({ blocks }: Prompt): Block[] {
  return blocks.map(({ breakpoint: _, ...rest }) => rest)
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
    for await (const piece of log.lines(() => [])) {
      const counted = piece
        .filter(({ text }) => text.trim() !== '')
        .map(({ number, text }) => ({ number, row: countRow(text) }))
      printJson(counted.map(({ row }) => row))
      for (const { number, row } of counted) {
        if (!('error' in row)) continue
        process.stderr.write(`${file}:${number}: ${row.error}\n`)
        wrong += 1
      }
    }
  } finally {
    progress.end()
  }
  if (wrong > 0) endWith(exit.notEvaluated)
}
