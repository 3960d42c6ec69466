import { basename } from 'node:path'
import { Command } from 'commander'
import { hitRate } from '../core/cost.ts'
import { formatMoney, formatShare, formatTime, formatTokens, plural } from '../core/format.ts'
import { type Iteration, type Run, simulate } from '../core/simulate.ts'
import { countBlock } from '../core/tokens.ts'
import { HumanError } from '../errors.ts'
import { readLogFile } from '../read-log.ts'

/** `prompt-cache replay LOG...`: every iteration of captured logs, with what was read, written and lost. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('replay captured logs: what every iteration read, wrote and lost')
    .argument(
      '<log...>',
      'captured logs or agent transcripts (.jsonl, .jsonl.gz), or - for standard input',
    )
    .option('--json', 'print one JSON object an iteration')
    .action(async (files: readonly string[], options: { readonly json?: true }) => {
      for (const file of files) {
        const { exchanges, problems, format } = await readLogFile(file)
        for (const { message } of problems) process.stderr.write(`${file}: ${message}\n`)
        if (exchanges.length === 0) throw new HumanError(`${file} was not replayed.`)
        const run = simulate(exchanges, countBlock)
        const title = format === undefined ? file : `${file}: ${format}`
        process.stdout.write(options.json ? replayLines(file, run) : toText(title, run))
      }
    })
}

/** A replay as JSON, one line an iteration. */
export function replayLines(file: string, { iterations }: Run): string {
  const session = basename(file).replace(/\.jsonl(\.gz)?$/, '')
  const lines = iterations.map((each) => ({
    file,
    session,
    lane: each.lane,
    index: each.index,
    startedAt: new Date(each.exchange.startedAt).toISOString(),
    model: each.model?.id ?? each.exchange.model ?? null,
    recorded: each.exchange.usage ?? null,
    predicted: each.predicted ?? null,
    verdict: each.verdict,
    reasons: each.reasons,
    cost: each.cost ?? null,
  }))
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function toText(title: string, { iterations, totals }: Run): string {
  const { usage, cost, misses, lostCost } = totals
  const header = ['', 'time', 'read', 'written', 'input', 'output', 'cost', '']
  const money = cost
    ? `${formatMoney(cost.total)}, ${formatMoney(cost.uncached)} without a cache`
    : 'no known price'
  const lost =
    misses > 0 ? `; ${formatMoney(lostCost)} lost to ${plural(misses, 'miss', 'misses')}` : ''
  return [
    title,
    ...aligned([header, ...iterations.map(toRow)]),
    `${plural(iterations.length, 'iteration')}: ${money}, ${formatShare(hitRate(usage))} read${lost}`,
    '',
  ].join('\n')
}

function toRow({ index, exchange, usage, cost, verdict, lost, reasons }: Iteration): string[] {
  const why = reasons.map(({ message }) => message).join(' ')
  const said = [verdict, ...(lost > 0 ? [`${formatTokens(lost)} tokens lost`] : [])].join(', ')
  return [
    String(index + 1),
    formatTime(exchange.startedAt),
    formatTokens(usage.read),
    formatTokens(usage.write5m + usage.write1h),
    formatTokens(usage.input),
    formatTokens(usage.output),
    cost ? formatMoney(cost.total) : '',
    why ? `${said}. ${why}` : said,
  ]
}

/** Rows with their columns flush right, but for the last. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.length ?? 0
  const widths = Array.from({ length: columns - 1 }, (_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  )
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '))
}
