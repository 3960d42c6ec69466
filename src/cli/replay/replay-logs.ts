import { basename } from 'node:path'
import { costOf, hitRate } from '../../core/cost.ts'
import type { Experience } from '../../core/experience.ts'
import { formatMoney, formatShare, formatTime, formatTokens, plural } from '../../core/format.ts'
import type { Usage } from '../../core/prompt.ts'
import type { Reason } from '../../core/reasons.ts'
import { type Iteration, type Run, type Verdict, simulate } from '../../core/simulate.ts'
import { countBlock } from '../../core/tokens.ts'
import { HumanError } from '../../errors.ts'
import { readLogFile } from '../../read-log.ts'
import { eachFile } from '../inputs.ts'
import { printJson, printLines } from '../lines.ts'
import { showProgress } from '../progress.ts'
import { tableLines } from '../table.ts'
import { colors } from '../terminal.ts'

/** What `prompt-cache replay` can be told. */
export interface ReplayOptions {
  readonly json?: true
}

/** Prints every iteration of captured logs, with what was read, written and lost. */
export async function replayLogs(files: readonly string[], options: ReplayOptions): Promise<void> {
  let experience: Experience | undefined
  await eachFile(files, async (file) => {
    const { format, run } = await replay(file, experience)
    experience = run.experience
    if (options.json) printJson(replayRows(file, run))
    else printLines(toText(format === undefined ? file : `${file}: ${format}`, run))
  })
}

/** Replays a log; lengths that the logs before it have shown are used, their cache entries are not. */
async function replay(
  file: string,
  experience: Experience | undefined,
): Promise<{ format: string | undefined; run: Run }> {
  const progress = showProgress(file)
  try {
    const { exchanges, problems, format } = await readLogFile(file, { onProgress: progress.report })
    for (const { message } of problems) process.stderr.write(`${file}: ${message}\n`)
    if (exchanges.length === 0) throw new HumanError(`${file} was not replayed.`)
    return { format, run: simulate(exchanges, countBlock, { experience }) }
  } finally {
    progress.end()
  }
}

/** A replay as JSON, one object an exchange. */
export function replayRows(file: string, { iterations }: Run): object[] {
  const session = basename(file)
    .replace(/\.gz$/, '')
    .replace(/\.jsonl$/, '')
  return iterations.map((each) => ({
    file,
    session,
    lane: each.lane,
    index: each.index,
    startedAt: new Date(each.exchange.startedAt).toISOString(),
    model: each.model?.id ?? each.exchange.model ?? null,
    recorded: each.exchange.usage ?? null,
    predicted: each.predicted ? withoutOutput(each.predicted) : null,
    reasons: each.reasons.map(reasonRow),
    cost: costRow(each),
  }))
}

function withoutOutput({ output: _, ...rest }: Usage): Omit<Usage, 'output'> {
  return rest
}

/** The API's word for what broke the prefix where it has one, else our own. */
function reasonRow({ type, message, kind, ...rest }: Reason): object {
  return { type: type ?? kind, detail: message, kind, ...rest }
}

/** Nothing where the model has no known price; the output costs the same in all three. */
function costRow({ model, exchange, usage, predicted, cost }: Iteration): object | null {
  if (!model || !cost) return null
  const { output } = usage
  return {
    recorded: exchange.usage ? costOf(exchange.usage, model).total : null,
    predicted: predicted ? costOf({ ...predicted, output }, model).total : null,
    uncached: cost.uncached,
  }
}

function toText(title: string, { iterations, totals }: Run): string[] {
  const { usage, cost, misses, lostCost } = totals
  const head = ['', 'time', 'read', 'written', 'input', 'output', 'cost', '']
  const money = cost
    ? `${formatMoney(cost.total)}, ${formatMoney(cost.uncached)} without a cache`
    : 'no known price'
  const lost =
    misses > 0 ? `; ${formatMoney(lostCost)} lost to ${plural(misses, 'miss', 'misses')}` : ''
  return [
    colors.bold(title),
    ...tableLines(iterations.map(toRow), { head }),
    `${plural(iterations.length, 'iteration')}: ${money}, ${formatShare(hitRate(usage))} read${lost}`,
    '',
  ]
}

function toRow({ index, exchange, usage, cost, verdict, lost, reasons }: Iteration): string[] {
  const why = reasons.map(({ message }) => message).join(' ')
  const said = [
    coloured[verdict](verdict),
    ...(lost > 0 ? [`${formatTokens(lost)} tokens lost`] : []),
  ].join(', ')
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

const coloured: Readonly<Record<Verdict, (text: string) => string>> = {
  hit: colors.green,
  partial: colors.yellow,
  miss: colors.red,
  first: colors.dim,
  uncached: colors.dim,
}
