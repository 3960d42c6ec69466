import { formatShare, formatTime, plural } from '../../core/format.ts'
import { actionsOf } from '../../store/optimiser.ts'
import { type TierReport, reportOf } from '../../store/report.ts'
import type { Store } from '../../store/store.ts'
import { tableLines } from '../table.ts'
import { colors } from '../terminal.ts'

/** Tiers, backends and actions of the optimiser, for a terminal. */
export function statsLines(store: Store): string[] {
  const head = [
    '',
    'hits',
    'misses',
    'rate',
    'target',
    'values',
    'size',
    'of',
    'kept',
    '50 %',
    '99 %',
    'holds',
  ]
  const actions = actionsOf(store)
  const where = store.diskKind === undefined ? 'in memory only' : `on disk (${store.diskKind})`
  const shared = store.shared ? `, ${store.shared.name}: ${store.shared.state}` : ''
  return [
    ...tableLines(reportOf(store).map(toCells), { head, left: [0], spare: [11, 10, 9] }),
    `Version ${store.version}, ${where}${shared}`,
    ...(actions.length > 0 ? ['', colors.bold('What the optimiser did')] : []),
    ...actions.map(
      ({ id, at, tier, what, undone }) =>
        `${id}  ${formatTime(at)}  ${tier}: ${what}${undone ? colors.dim(' (undone)') : ''}`,
    ),
    ...(actions.length > 0 ? ['Undo one with "prompt-cache store undo NUMBER".'] : []),
  ]
}

/** Tiers as plain objects, for programs. */
export function statsRows(store: Store): object[] {
  return reportOf(store).map(({ tier, counts, isBelow: _isBelow, ...rest }) => ({
    ...tier,
    ...counts,
    ...rest,
  }))
}

function toCells({ tier, counts, hitRate, isBelow, ...report }: TierReport): string[] {
  const { memory, disk, redis } = counts.hits
  const rate = hitRate === undefined ? '' : formatShare(hitRate)
  const pinned = report.pinned > 0 ? ` (${plural(report.pinned, 'pinned', 'pinned')})` : ''
  return [
    `${tier.level} ${tier.id}`,
    String(memory + disk + redis),
    String(counts.misses),
    isBelow ? colors.yellow(rate) : colors.green(rate),
    formatShare(tier.target),
    `${report.entries}${pinned}`,
    megabytes(report.bytes),
    megabytes(report.limit),
    `${report.ttl / 3_600_000} h`,
    latency(report.median),
    latency(report.p99),
    tier.holds,
  ]
}

function megabytes(bytes: number): string {
  return `${bytes < 1e7 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6)} MB`
}

function latency(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return ''
  return milliseconds === Infinity ? '> 50 ms' : `≤ ${milliseconds} ms`
}
