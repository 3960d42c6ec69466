import * as vscode from 'vscode'
import { formatShare, formatTime, plural } from '../../core/format.ts'
import type { Action } from '../../store/optimiser.ts'
import type { TierReport } from '../../store/report.ts'
import type { Store } from '../../store/store.ts'
import type { Face } from '../faces.ts'
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
  const { counts, ttl, pinned, median, p99 } = node.report
  const { memory, disk, redis } = counts.hits
  const fact = (label: string, value: string): Node => ({ kind: 'fact', label, value })
  return [
    fact('Hits', `${memory} in memory, ${disk} on disk, ${redis} in Redis`),
    fact('Misses', `${counts.misses}, ${counts.joined} more waited for them`),
    fact('Written', `${counts.writes}, ${counts.evictions} evicted`),
    fact('Kept', `${ttl / 3_600_000} hours, ${plural(pinned, 'pinned', 'pinned')}`),
    ...(median === undefined
      ? []
      : [fact('Latency', `half ${latency(median)}, 99 % ${latency(p99)}`)]),
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
      return item
    }
  }
}

function tierItem({ tier, hitRate, bytes, limit, entries }: TierReport): vscode.TreeItem {
  const isBelow = hitRate !== undefined && hitRate < tier.target
  const rate =
    hitRate === undefined
      ? 'not asked yet'
      : `${formatShare(hitRate)} of ${formatShare(tier.target)}`
  const size = `${(bytes / 1e6).toFixed(1)} of ${limit / 1e6} MB`
  const item = withText(
    `${tier.level} ${tier.id}`,
    `${rate} · ${size} · ${plural(entries, 'value')}`,
    isBelow ? 'warning' : 'database',
  )
  item.contextValue = 'tier'
  item.tooltip = new vscode.MarkdownString(
    [
      `**${tier.level}**: ${tier.holds}`,
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
  item.tooltip = `Its hit rate was ${formatShare(hitRate)} for five minutes.`
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
