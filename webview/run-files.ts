import { hitRate } from '../src/core/cost.ts'
import { formatMoney, formatShare, formatTokens } from '../src/core/format.ts'
import type { Iteration, Totals } from '../src/core/simulate.ts'
import { type Session, reasonsOf } from './session.ts'
import { verdictWords } from './words.ts'

const columns = [
  'iteration',
  'started_at',
  'lane',
  'model',
  'result',
  'read',
  'write_5m',
  'write_1h',
  'input',
  'output',
  'read_share',
  'cost_usd',
  'uncached_usd',
  'lost',
  'reason',
] as const

type Row = Readonly<Record<(typeof columns)[number], string | number | undefined>>

function rowOf(session: Session, iteration: Iteration): Row {
  const { index, exchange, lane, model, usage, verdict, cost, lost } = iteration
  return {
    iteration: index + 1,
    started_at: new Date(exchange.startedAt).toISOString(),
    lane,
    model: model?.id ?? exchange.prompt?.model ?? exchange.model,
    result: verdict,
    read: usage.read,
    write_5m: usage.write5m,
    write_1h: usage.write1h,
    input: usage.input,
    output: usage.output,
    read_share: hitRate(usage),
    cost_usd: cost?.total,
    uncached_usd: cost?.uncached,
    lost,
    reason: reasonsOf(session, iteration)[0]?.kind,
  }
}

/** A run as comma-separated values, a line an iteration (RFC 4180). */
export function toCsv(session: Session, iterations: readonly Iteration[]): string {
  const lines = iterations.map((each) => {
    const row = rowOf(session, each)
    return columns.map((column) => field(row[column])).join(',')
  })
  return [columns.join(','), ...lines, ''].join('\r\n')
}

/** Quoted where it must be; what a spreadsheet would take for a formula is made a text. */
function field(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A run as JSON: totals, iterations and why each missed. */
export function toJson(session: Session, { strategy, totals, iterations }: RunFile): string {
  const rows = iterations.map((each) => ({
    ...rowOf(session, each),
    reasons: reasonsOf(session, each).map(({ kind, type, fault, message, fix, tokens }) => ({
      kind,
      type,
      fault,
      message,
      fix,
      tokens,
    })),
  }))
  return `${JSON.stringify({ log: session.name, strategy, totals, iterations: rows }, null, 2)}\n`
}

/** What a file of a run is made from. */
export interface RunFile {
  /** What the run was simulated with. */
  readonly strategy: string
  readonly totals: Totals
  readonly iterations: readonly Iteration[]
}

/** Iterations as a table in Markdown. */
export function toMarkdown(iterations: readonly Iteration[]): string {
  const rows = iterations.map(({ index, usage, cost, verdict }) => [
    String(index + 1),
    formatTokens(usage.read),
    formatTokens(usage.write5m + usage.write1h),
    formatTokens(usage.input),
    formatShare(hitRate(usage)),
    cost ? formatMoney(cost.total) : '–',
    verdictWords[verdict],
  ])
  return markdownTable(['#', 'read', 'written', 'not cached', 'read', 'cost', 'result'], rows)
}

/** A table in Markdown; the first and the last column are words, the others numbers. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = heads.map((_, i) => (i === 0 || i === heads.length - 1 ? '---' : '---:'))
  return [line(heads), line(rule), ...rows.map(line), ''].join('\n')
}
