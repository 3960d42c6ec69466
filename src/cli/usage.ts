import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Command, Option } from 'commander'
import { agentFolders, logsIn } from '../agent-folders.ts'
import { hitRate } from '../core/cost.ts'
import { formatMoney, formatShare, formatTokens, plural } from '../core/format.ts'
import { type Account, Ledger } from '../core/ledger.ts'
import { readLog } from '../core/logs.ts'
import type { Exchange } from '../core/prompt.ts'
import { HumanError } from '../errors.ts'
import { openLogText } from '../log-text.ts'
import { withExamples } from './help.ts'
import { tell } from './inputs.ts'
import { printJson, printLines } from './lines.ts'
import { showProgress } from './progress.ts'
import { tableLines } from './table.ts'
import { colors } from './terminal.ts'

type By = 'day' | 'session' | 'model' | 'project'

interface Options {
  readonly by: By
  readonly since?: string
  readonly json?: true
}

/** `prompt-cache usage [PATH...]`: what logs and folders of transcripts come to. */
export function usageCommand(): Command {
  const command = new Command('usage')
    .description(
      'Add up logs and folders of agent transcripts: tokens, money, hit rate, and what misses cost.',
    )
    .argument('[path...]', 'logs and folders; without any, where agents keep their sessions')
    .addOption(
      new Option('--by <what>', 'a line for each of these')
        .choices(['day', 'session', 'model', 'project'])
        .default('day'),
    )
    .option('--since <date>', 'leave out what is older: a date (2026-02-28), or days (7d)')
    .option('--json', 'print one JSON object')
    .action(async (paths: readonly string[], options: Options) => {
      const since = options.since === undefined ? 0 : sinceOf(options.since)
      const files = await filesOf(paths.length > 0 ? paths : homeFolders())
      const progress = showProgress(plural(files.length, 'log'))
      try {
        const result = await addUp(files, { by: options.by, since, report: progress.report })
        progress.end()
        if (options.json) printJson([toJson(options.by, result.ledger)])
        else printLines(toText(options.by, result))
      } finally {
        progress.end()
      }
    })
  return withExamples(command, [
    ['prompt-cache usage', 'all sessions of the agents on this machine, by day'],
    ['prompt-cache usage ~/.claude/projects --by project --since 30d', 'the last month by project'],
    ['prompt-cache usage agent.capture.jsonl --by model --json', 'one log, for programs'],
  ])
}

function homeFolders(): string[] {
  const folders = agentFolders()
  if (folders.length > 0) return folders
  throw new HumanError('No agent keeps sessions on this machine. Name a log or a folder.')
}

interface LogFile {
  readonly path: string
  readonly size: number
  /** Found in a folder, where other files may lie. */
  readonly isFound: boolean
}

async function filesOf(paths: readonly string[]): Promise<LogFile[]> {
  const files: LogFile[] = []
  for (const path of paths) {
    const known = path === '-' ? undefined : await stat(path).catch(() => undefined)
    if (!known?.isDirectory()) files.push({ path, size: known?.size ?? 0, isFound: false })
    else {
      for await (const found of logsIn(path))
        files.push({ path: found, size: (await stat(found)).size, isFound: true })
    }
  }
  return files
}

interface Result {
  readonly ledger: Ledger
  readonly logs: number
  /** Files in folders that are no logs of a known format. */
  readonly others: number
}

interface How {
  readonly by: By
  readonly since: number
  readonly report: (share: number) => void
}

async function addUp(files: readonly LogFile[], { by, since, report }: How): Promise<Result> {
  let path = ''
  const ledger = new Ledger((exchange) =>
    exchange.startedAt < since ? undefined : keys[by](exchange, path),
  )
  const whole = files.reduce((sum, { size }) => sum + size, 0) || 1
  let done = 0
  let logs = 0
  let others = 0
  for (const file of files) {
    path = file.path
    const onProgress = (share: number): void => {
      report((done + share * file.size) / whole)
    }
    const outcome = await addLog(file, ledger, onProgress).catch((error: unknown) => {
      tell(error)
      return 'failed' as const
    })
    if (outcome === 'added') logs++
    if (outcome === 'other') others++
    done += file.size
  }
  return { ledger, logs, others }
}

async function addLog(
  { path, isFound }: LogFile,
  ledger: Ledger,
  onProgress: (share: number) => void,
): Promise<'added' | 'other'> {
  ledger.beginLog()
  const withBodies: Exchange[] = []
  for await (const item of readLog(await openLogText(path, { onProgress }))) {
    if ('exchange' in item) {
      if (item.exchange.prompt || withBodies.length > 0) withBodies.push(item.exchange)
      else ledger.addUsage(item.exchange)
    } else if ('problem' in item) {
      const { code, message } = item.problem
      const isOther = code === 'unknown-log' || code === 'empty-log'
      if (isOther && isFound) return 'other'
      // A session in which nothing was asked is no failure.
      if (code !== 'no-exchanges' || !isFound) tell(new HumanError(`${path}: ${message}`))
    }
  }
  if (withBodies.length > 0) {
    const [{ simulate }, { countBlock }] = await Promise.all([
      import('../core/simulate.ts'),
      import('../core/tokens.ts'),
    ])
    for (const each of simulate(withBodies, countBlock).iterations) ledger.addIteration(each)
  }
  return 'added'
}

const keys: Readonly<Record<By, (exchange: Exchange, path: string) => string>> = {
  day: ({ startedAt }) => dayOf(startedAt),
  session: ({ session }, path) => session ?? basename(path).replace(/(\.\w+)+$/, ''),
  model: ({ model }) => model ?? 'no model',
  project: ({ project }, path) => project ?? basename(dirname(path)),
}

/** A day as the calendar on the wall has it. */
function dayOf(epoch: number): string {
  const date = new Date(epoch)
  const two = (count: number): string => String(count).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function sinceOf(text: string): number {
  const [, days] = /^(\d+)d$/.exec(text) ?? []
  if (days !== undefined) return Date.now() - Number(days) * 86_400_000
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? new Date(`${text}T00:00:00`).getTime()
    : Number.NaN
  if (!Number.isNaN(date)) return date
  throw new HumanError(`--since ${text} is no date. Write 2026-02-28, or 7d for seven days.`)
}

function toText(by: By, { ledger, logs, others }: Result): string[] {
  const { total, losses, unpriced } = ledger
  const accounts = sorted(by, ledger.accounts)
  const head = [
    by,
    'requests',
    'input',
    'read',
    '5m write',
    '1h write',
    'output',
    'hit rate',
    'cost',
    'saved',
    'lost',
  ]
  const rows = [...accounts, { ...total, key: 'total' }].map(toRow)
  const missed = losses.map(({ kind, misses, tokens, cost }) => [
    kind,
    plural(misses, 'miss', 'misses'),
    `${formatTokens(tokens)} tokens`,
    formatMoney(cost),
  ])
  return [
    ...tableLines(rows, { head, left: [0] }),
    '',
    `${plural(total.requests, 'request')} in ${plural(logs, 'log')}: ${formatMoney(total.cost)}, ${formatMoney(total.uncached)} without a cache.`,
    ...(others > 0 ? [`${plural(others, 'file')} of no known format passed over.`] : []),
    ...unknownModels(unpriced),
    ...(missed.length > 0
      ? ['', colors.bold('Lost to misses'), ...tableLines(missed, { left: [0] })]
      : []),
  ]
}

function unknownModels(unpriced: ReadonlyMap<string, number>): string[] {
  if (unpriced.size === 0) return []
  const names = [...unpriced].map(([name, count]) => `${name} (${plural(count, 'request')})`)
  return [`No price is known for ${names.join(', ')}: counted in tokens, not in money.`]
}

function toRow({ key, requests, usage, cost, uncached, lostCost }: Account): string[] {
  return [
    key,
    formatTokens(requests),
    formatTokens(usage.input),
    formatTokens(usage.read),
    formatTokens(usage.write5m),
    formatTokens(usage.write1h),
    formatTokens(usage.output),
    formatShare(hitRate(usage)),
    formatMoney(cost),
    formatMoney(uncached - cost),
    formatMoney(lostCost),
  ]
}

/** Days in their order, anything else the dearest first. */
function sorted(by: By, accounts: readonly Account[]): Account[] {
  return accounts.toSorted((a, b) => (by === 'day' ? (a.key < b.key ? -1 : 1) : b.cost - a.cost))
}

function toJson(by: By, ledger: Ledger): object {
  const { total, losses, unpriced } = ledger
  const { key: _key, ...totals } = rowOf(total)
  return {
    by,
    accounts: sorted(by, ledger.accounts).map(rowOf),
    totals,
    losses,
    unpriced: Object.fromEntries(unpriced),
  }
}

function rowOf({ key, requests, usage, cost, uncached, misses, lostCost }: Account) {
  return {
    key,
    requests,
    usage,
    total: usage.read + usage.write5m + usage.write1h + usage.input + usage.output,
    hitRate: hitRate(usage) ?? null,
    cost,
    uncached,
    saved: uncached - cost,
    misses,
    lostCost,
  }
}
