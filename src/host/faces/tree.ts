import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import type { PromptAnalysis } from '../../core/analyze.ts'
import { allFindings, isWrong } from '../../core/findings.ts'
import { formatBounds, formatTokens, plural } from '../../core/format.ts'
import type { Face } from '../faces.ts'
import { onDidChangeSettings } from '../settings.ts'
import { type PromptFile, WorkspacePrompts } from '../workspace-prompts.ts'

/** The prompts and captured logs of the workspace, each with its verdict, in a view of the explorer. */
export const tree: Face = () => {
  const prompts = new WorkspacePrompts()
  const changed = new vscode.EventEmitter<undefined>()
  let scanned: Promise<void> | undefined
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: async (node) => {
      if (node) return node.kind === 'file' ? partsOf(node.file) : []
      await (scanned ??= scan(prompts))
      const files = prompts.files.map((file): Node => ({ kind: 'file', file }))
      return [...files, ...(await findLogs())]
    },
  }
  const view = vscode.window.createTreeView('promptCache.prompts', { treeDataProvider: provider })
  return vscode.Disposable.from(
    view,
    prompts,
    changed,
    prompts.onDidChange(() => {
      const bad = prompts.files.filter(({ analysis }) => isWrong(allFindings(analysis))).length
      view.badge =
        bad > 0 ? { value: bad, tooltip: `${plural(bad, 'prompt')} with warnings` } : undefined
      changed.fire(undefined)
    }),
    onDidChangeSettings(() => {
      scanned = undefined
      changed.fire(undefined)
    }),
  )
}

type Node =
  | { readonly kind: 'file'; readonly file: PromptFile }
  | {
      readonly kind: 'prompt'
      readonly file: PromptFile
      readonly prompt: PromptAnalysis
      readonly at: number
    }
  | { readonly kind: 'log'; readonly uri: vscode.Uri }

async function scan(prompts: WorkspacePrompts): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: 'promptCache.prompts' } }, async () => {
    const source = new vscode.CancellationTokenSource()
    await prompts.scan(source.token, () => undefined)
  })
}

async function findLogs(): Promise<Node[]> {
  const uris = await vscode.workspace.findFiles(
    '**/*.capture.{jsonl,jsonl.gz}',
    '**/node_modules/**',
  )
  return uris.sort((a, b) => (a.path < b.path ? -1 : 1)).map((uri) => ({ kind: 'log', uri }))
}

/** A file with several prompts opens into them. */
function partsOf(file: PromptFile): Node[] {
  const { prompts } = file.analysis
  if (prompts.length < 2) return []
  return prompts.map((prompt, at) => ({ kind: 'prompt', file, prompt, at }))
}

function itemOf(node: Node): vscode.TreeItem {
  if (node.kind === 'log') return logItem(node.uri)
  const { file } = node
  const all = node.kind === 'prompt' ? [node.prompt] : file.analysis.prompts
  const isParent = node.kind === 'file' && all.length > 1
  const item = new vscode.TreeItem(
    node.kind === 'prompt' ? `Prompt ${String(node.at + 1)}` : basename(file.uri.path),
    isParent ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  )
  item.description = isParent ? plural(all.length, 'prompt') : all.map(descriptionOf).join('')
  item.tooltip = tooltipOf(file, all)
  item.iconPath = iconOf(all)
  item.contextValue = node.kind
  item.command = { command: 'vscode.open', title: 'Open', arguments: [file.uri] }
  return item
}

function logItem(uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(uri.path))
  item.description = 'captured log'
  item.iconPath = new vscode.ThemeIcon('graph')
  item.contextValue = 'log'
  item.command = { command: 'promptCache.openLog', title: 'Open in Simulator', arguments: [uri] }
  return item
}

function descriptionOf({ cached, total, model, breakpoints }: PromptAnalysis): string {
  const rest = total.tokens - cached.tokens
  const name = model ? ` · ${model.name}` : ''
  if (breakpoints.length === 0) return `${formatTokens(total.tokens)}, not cached${name}`
  return `${formatTokens(cached.tokens)} + ${formatTokens(rest)}${name}`
}

function tooltipOf(file: PromptFile, prompts: readonly PromptAnalysis[]): vscode.MarkdownString {
  const folder = vscode.workspace.asRelativePath(dirname(file.uri.path))
  const lines = [`**${basename(file.uri.path)}** · ${folder} · ${file.analysis.sourceName}`]
  for (const { cached, total, breakpoints, findings, problems } of prompts.slice(0, 10)) {
    lines.push(
      `cached prefix ${formatBounds(cached)} of ${formatBounds(total)}, ${plural(breakpoints.length, 'breakpoint')}`,
      ...[...problems, ...findings].map(({ message }) => `- ${message}`),
    )
  }
  return new vscode.MarkdownString(lines.join('\n\n'))
}

function iconOf(prompts: readonly PromptAnalysis[]): vscode.ThemeIcon {
  if (prompts.some(({ findings, problems }) => isWrong([...findings, ...problems]))) {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
  }
  const isMarked = prompts.some(({ breakpoints }) => breakpoints.length > 0)
  if (!isMarked) return new vscode.ThemeIcon('circle-outline')
  return new vscode.ThemeIcon('bookmark', new vscode.ThemeColor('charts.blue'))
}
