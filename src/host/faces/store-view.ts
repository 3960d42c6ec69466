import * as vscode from 'vscode'
import { formatShare, formatSize, formatTime, plural } from '../../core/format.ts'
import type { Action } from '../../store/optimiser.ts'
import type { TierReport } from '../../store/report.ts'
import type { Store } from '../../store/store.ts'
import type { Face } from '../face.ts'
import { onDidChangeStore, theStore } from '../store.ts'

/** Milliseconds between two looks while the view is seen. */
const pause = 2000

/** The tiers of the store with their hit rates and sizes, and what the optimiser did, in a view of the explorer. */
export const storeView: Face = () => {
  const changed = new vscode.EventEmitter<undefined>()
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: async (node) => {
      if (node) return childrenOf(node)
      const store = await theStore()
      return store ? nodesOf(store) : []
    },
  }
  const view = vscode.window.createTreeView('promptCache.store', { treeDataProvider: provider })
  const refresh = () => {
    changed.fire(undefined)
  }
  const timer = setInterval(() => {
    if (view.visible) refresh()
  }, pause)
  return vscode.Disposable.from(
    view,
    changed,
    onDidChangeStore(refresh),
    new vscode.Disposable(() => {
      clearInterval(timer)
    }),
  )
}

type Node =
  | { readonly kind: 'tier'; readonly report: TierReport }
  | { readonly kind: 'actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'fact'; readonly label: string; readonly value: string }

/** Whether a command was called on a tier. */
export function isTierNode(argument: unknown): argument is Extract<Node, { kind: 'tier' }> {
  return typeof argument === 'object' && argument !== null && 'report' in argument
}

async function nodesOf(store: Store): Promise<Node[]> {
  const { actionsOf, reportOf } = await import('../stored.ts')
  const actions = actionsOf(store)
  const { shared } = store
  return [
    ...reportOf(store).map((report): Node => ({ kind: 'tier', report })),
    ...(actions.length > 0 ? [{ kind: 'actions', actions } as const] : []),
    ...(shared ? [{ kind: 'fact', label: shared.name, value: shared.state } as const] : []),
  ]
}

function childrenOf(node: Node): Node[] {
  if (node.kind === 'actions') return node.actions.map((action) => ({ kind: 'action', action }))
  if (node.kind !== 'tier') return []
  const { tier, counts, ttl, bytes, limit, entries, pinned, median, p99 } = node.report
  const { memory, disk, redis } = counts.hits
  const fact = (label: string, value: string): Node => ({ kind: 'fact', label, value })
  return [
    fact('Target', formatShare(tier.target)),
    fact('Size', `${formatSize(bytes)} of ${formatSize(limit)}`),
    fact('Values', pinned === 0 ? String(entries) : `${entries}, ${pinned} pinned`),
    fact('Kept for', plural(ttl / 3_600_000, 'hour')),
    fact('Hits in memory', String(memory)),
    fact('Hits on disk', String(disk)),
    ...(redis > 0 ? [fact('Hits in Redis', String(redis))] : []),
    fact('Misses', String(counts.misses)),
    ...(counts.joined > 0 ? [fact('Waited for one', String(counts.joined))] : []),
    fact('Written', String(counts.writes)),
    fact('Evicted', String(counts.evictions)),
    ...(median === undefined
      ? []
      : [fact('Half of hits', latency(median)), fact('99 % of hits', latency(p99))]),
  ]
}

function itemOf(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'tier':
      return tierItem(node.report)
    case 'actions':
      return withText('Optimiser', plural(node.actions.length, 'action'), 'wand')
    case 'action':
      return actionItem(node.action)
    case 'fact': {
      const item = new vscode.TreeItem(node.label)
      item.description = node.value
      item.tooltip = `${node.label}: ${node.value}`
      return item
    }
  }
}

/** A side bar is narrow: the hit rate comes first, and what may be cut stands in the tooltip and below. */
function tierItem({ tier, hitRate, isBelow, bytes }: TierReport): vscode.TreeItem {
  const rate = hitRate === undefined ? 'not asked yet' : formatShare(hitRate)
  const item = withText(`${tier.level} ${tier.id}`, `${rate} · ${formatSize(bytes)}`, 'database')
  item.contextValue = 'tier'
  item.tooltip = new vscode.MarkdownString(
    [
      `**${tier.level}**: ${tier.holds}`,
      `Hit rate: ${rate}. Target: ${formatShare(tier.target)}.`,
      `When it is full, ${leaving[tier.policy]} goes first.`,
      isBelow ? 'Below its target: the optimiser helps when that lasts five minutes.' : '',
    ].join('\n\n'),
  )
  if (isBelow) {
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
  }
  return item
}

const leaving: Readonly<Record<TierReport['tier']['policy'], string>> = {
  lru: 'what was used longest ago',
  'volatile-lru': 'what was used longest ago, of what has a lifetime,',
  'volatile-ttl': 'what expires soonest',
  lfu: 'what was used least often',
}

function actionItem({ tier, what, at, undone, hitRate }: Action): vscode.TreeItem {
  const item = new vscode.TreeItem(`${tier}: ${what}`)
  item.description = undone ? 'undone' : formatTime(at)
  const why = `The hit rate was ${formatShare(hitRate)} for five minutes.`
  item.tooltip = `${tier}: ${what}. ${formatTime(at)}. ${why}`
  item.contextValue = undone ? 'undone' : 'action'
  return item
}

function withText(label: string, description: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed)
  item.description = description
  item.iconPath = new vscode.ThemeIcon(icon)
  return item
}

function latency(milliseconds: number | undefined): string {
  return milliseconds === undefined || milliseconds === Infinity
    ? 'above 50 ms'
    : `within ${milliseconds} ms`
}
