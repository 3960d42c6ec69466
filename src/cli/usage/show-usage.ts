import { agentFolders } from '../../agent-folders.ts'
import { hitRate } from '../../core/cost.ts'
import { formatMoney, formatShare, formatTokens, plural } from '../../core/format.ts'
import type { Account, Ledger } from '../../core/ledger.ts'
import { HumanError } from '../../errors.ts'
import { tell } from '../inputs.ts'
import { printJson, printLines } from '../lines.ts'
import { showProgress } from '../progress.ts'
import { tableLines } from '../table.ts'
import { colors } from '../terminal.ts'
import { type By, type Result, addUp } from './add-up.ts'
import { filesOf } from './log-files.ts'

/** What `prompt-cache usage` can be told. */
export interface UsageOptions {
  readonly by: By
  readonly since?: string
  readonly json?: true
}

/** Prints what logs and folders of transcripts come to. */
export async function showUsage(paths: readonly string[], options: UsageOptions): Promise<void> {
  const since = options.since === undefined ? 0 : sinceOf(options.since)
  const places = paths.length > 0 ? paths : homeFolders()
  const files = await filesOf(places)
  const progress = showProgress(plural(files.length, 'log'))
  try {
    const result = await addUp(files, { by: options.by, since, report: progress.report })
    progress.end()
    const isEmpty = result.ledger.total.requests === 0
    if (options.json) printJson([toJson(options.by, result.ledger)])
    else if (!isEmpty) printLines(toText(options.by, result))
    // What failed has been told.
    const isUntold = result.logs + result.others > 0 || files.length === 0
    if (isEmpty && isUntold) tell(new HumanError(nothingFound(places, result, options)))
  } finally {
    progress.end()
  }
}

/** What was looked at in vain, and what to do. */
function nothingFound(
  places: readonly string[],
  { logs, others }: Result,
  { since }: UsageOptions,
): string {
  const looked = [
    `${plural(logs, 'log')} read`,
    ...(others > 0 ? [`${plural(others, 'file')} of no known format passed over`] : []),
  ].join(', ')
  const advice =
    since !== undefined && logs > 0
      ? `Nothing in them is as new as ${since}: leave out --since.`
      : 'Name captured logs, agent transcripts, or a folder that holds some, such as ~/.claude/projects.'
  return `There is no usage to add up in ${places.join(', ')} (${looked}). ${advice}`
}

function homeFolders(): string[] {
  const folders = agentFolders()
  if (folders.length > 0) return folders
  throw new HumanError('No agent keeps sessions on this machine. Name a log or a folder.')
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
    ...tableLines(rows, { head, left: [0], spare: [2, 6, 5, 4] }),
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
  if (by === 'day') return accounts.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return accounts.toSorted((a, b) => b.cost - a.cost)
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
