import { basename } from 'node:path'
import { type OptimumRow, gapOf, regretOf } from '../../core/best-row.ts'
import { type Compared, comparedOf } from '../../core/compared.ts'
import type { StrategyRow } from '../../core/comparison.ts'
import { accuracyWords } from '../../core/accuracy.ts'
import { formatMoney, formatShare, formatTokens, plural } from '../../core/format.ts'
import { lifetimeNames } from '../../core/strategy.ts'
import { countBlock } from '../../core/tokens.ts'
import { type SnippetLanguage, codeFor, snippetFor } from '../../core/snippet.ts'
import { explainWinner, winnerOf } from '../../core/winner.ts'
import { HumanError } from '../../errors.ts'
import { readLogFile } from '../../read-log.ts'
import { eachFile } from '../inputs.ts'
import { printJson, printLines } from '../lines.ts'
import { showProgress } from '../progress.ts'
import { tableLines } from '../table.ts'
import { colors } from '../terminal.ts'

/** What `prompt-cache simulate` can be told. */
export interface CompareOptions {
  readonly json?: true
  readonly code?: SnippetLanguage
}

/** Prints what captured logs would have cost with breakpoints elsewhere. */
export async function compareLogs(
  files: readonly string[],
  options: CompareOptions,
): Promise<void> {
  await eachFile(files, async (file) => {
    const compared = await compare(file)
    if (options.code) printLines([winnersCode(file, compared, options.code)])
    else if (options.json) printJson(strategyRows(file, compared))
    else printLines(toText(file, compared))
  })
}

async function compare(file: string): Promise<Compared> {
  const progress = showProgress(file)
  try {
    const { exchanges, problems } = await readLogFile(file, { onProgress: progress.report })
    for (const { message } of problems) process.stderr.write(`${file}: ${message}\n`)
    if (exchanges.length === 0) throw new HumanError(`${file} was not simulated.`)
    const compared = comparedOf(exchanges, countBlock)
    if (!compared) throw new HumanError(nothingToCompare(file))
    return compared
  } finally {
    progress.end()
  }
}

function nothingToCompare(file: string): string {
  return `${file} holds no request bodies, so breakpoints cannot be tried on it. Capture the traffic with \`prompt-cache capture\`, or see what was read with \`prompt-cache replay\`.`
}

/** The cheapest strategy that is a rule, as code. */
function winnersCode(
  file: string,
  { rows, accuracy }: Compared,
  language: SnippetLanguage,
): string {
  if (!accuracy.isTrusted) throw new HumanError(`${file}: ${accuracyWords(accuracy)}`)
  const winner = winnerOf(rows.filter((row) => snippetFor(row.strategy, row.ttl, language)))
  const code = winner && codeFor(winner, language)
  if (code === undefined) throw new HumanError(`${file}: no model of this log has a known price.`)
  return code.trimEnd()
}

/** A comparison as JSON, one object a strategy and lifetime; the optimum is the last. */
function strategyRows(file: string, { rows, optimum }: Compared): object[] {
  const session = basename(file)
    .replace(/\.gz$/, '')
    .replace(/\.jsonl$/, '')
  return [...rows, optimum].map((row) => ({
    file,
    session,
    strategy: row.strategy,
    ttl: row.ttl ?? null,
    cost: row.cost ?? null,
    hitRate: row.hitRate ?? null,
    read: row.usage.read,
    write5m: row.usage.write5m,
    write1h: row.usage.write1h,
    input: row.usage.input,
    regret: regretOf(row, optimum) ?? null,
  }))
}

function toText(file: string, compared: Compared): string[] {
  const { rows, optimum, calls, accuracy } = compared
  const sorted = rows.toSorted((a, b) => (a.cost ?? 0) - (b.cost ?? 0))
  const head = ['', 'ttl', 'cost', 'read', 'tokens read', 'written', 'input', 'regret', 'a request']
  const table = tableLines(
    [optimum, ...sorted].map((row) => toRow(row, optimum, calls)),
    // The names of the strategies are long: what a request costs can be worked out, the rest tells less than the money.
    { head, left: [0, 1], spare: [6, 5, 4, 8] },
  )
  const bound =
    optimum.isExact || optimum.atLeast === undefined
      ? []
      : [
          `The optimum costs at least ${formatMoney(optimum.atLeast)}; its row is the best known, ${formatShare(gapOf(optimum))} above.`,
        ]
  return [
    `${colors.bold(file)}: ${plural(calls, 'request')} with a body`,
    ...table,
    ...bound,
    ...tableLines(
      [accuracyWords(accuracy), ...(accuracy.isTrusted ? explainWinner(rows, optimum) : [])].map(
        (sentence) => [sentence],
      ),
    ),
    '',
  ]
}

function toRow(row: StrategyRow, optimum: OptimumRow, calls: number): string[] {
  const { name, ttl, cost, hitRate, usage } = row
  const regret = row === optimum ? undefined : regretOf(row, optimum)
  return [
    row === optimum && !optimum.isExact ? `${name} (best known)` : name,
    ttl ? lifetimeNames[ttl] : '',
    cost === undefined ? '' : formatMoney(cost),
    formatShare(hitRate),
    formatTokens(usage.read),
    formatTokens(usage.write5m + usage.write1h),
    formatTokens(usage.input),
    regret === undefined ? '' : formatMoney(regret),
    regret === undefined ? '' : formatMoney(regret / calls),
  ]
}
