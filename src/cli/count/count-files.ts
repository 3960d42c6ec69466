import { analyze } from '../../core/analyze.ts'
import { formatBounds, plural } from '../../core/format.ts'
import { findModel } from '../../core/models.ts'
import type { Prompt } from '../../core/prompt.ts'
import { countRow } from '../../core/tokens/rows.ts'
import {
  type TokenCount,
  addCounts,
  countPrompt,
  estimateText,
  noTokens,
} from '../../core/tokens.ts'
import { openLogText } from '../../log-text.ts'
import { type PromptFile, type PromptOptions, readPromptFile } from '../../prompt-file.ts'
import type { Store } from '../../store/store.ts'
import type { ConnectionOptions } from '../connection.ts'
import { endWith, exit } from '../exit.ts'
import { eachFile } from '../inputs.ts'
import { printJson, printLines } from '../lines.ts'
import { showProgress } from '../progress.ts'
import { tableLines } from '../table.ts'

/** What `prompt-cache count` can be told. */
export interface CountOptions extends Omit<PromptOptions, 'marker'>, ConnectionOptions {
  readonly json?: true
  readonly requests?: true
  readonly exact?: true
}

interface Counted {
  readonly file: string
  readonly model: string
  readonly count: TokenCount
}

/** Prints how many tokens files have, with bounds. */
export async function countFiles(files: readonly string[], options: CountOptions): Promise<void> {
  if (options.requests) {
    await eachFile(files, countRequests)
    return
  }
  if (options.exact) {
    const { withStore } = await import('../store/with-store.ts')
    await withStore({}, (store) => countEach(files, { ...options, store }))
  } else await countEach(files, options)
}

interface Counting extends CountOptions {
  /** Where the answers of the API are kept; there is one where it is asked. */
  readonly store?: Store
}

async function countEach(files: readonly string[], options: Counting): Promise<void> {
  const counted: Counted[] = []
  await eachFile(files, async (file) => {
    counted.push(await countFile(file, options))
  })
  if (options.json) printJson(counted.map(({ file, model, count }) => ({ file, model, ...count })))
  else printLines(toText(counted))
}

async function countFile(file: string, options: Counting): Promise<Counted> {
  const read = await readPromptFile(file, options)
  const [request, ...others] = requestsIn(read)
  if (others.length > 0) {
    const all = plural(others.length + 1, 'request')
    process.stderr.write(`${file} holds ${all}; the first one is counted.\n`)
  }
  const model = request?.model ?? read.options.model
  const { store } = options
  if (store) {
    const { countExactly } = await import('./exact.ts')
    const count = await countExactly({ file, request, ...read }, { ...options, store })
    return { file, model, count }
  }
  const count = request
    ? countPrompt(request).total
    : estimateText(read.document.text, findModel(model)?.tokenizer ?? 'claude-3')
  return { file, model, count }
}

/** Request bodies, which are counted as whole requests; anything else is counted as the text that it is. */
function requestsIn({ document, options }: PromptFile): Prompt[] {
  const mayBe = document.text.trimStart().startsWith('{')
  const analysis = mayBe ? analyze(document, options) : undefined
  return analysis?.source.startsWith('request') ? analysis.prompts.map(({ prompt }) => prompt) : []
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
