import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import type { PromptAnalysis } from '../core/analysis.ts'
import { allFindings, isWrong } from '../core/findings.ts'
import { formatBounds, formatTokensShort, plural } from '../core/format.ts'
import { promptStart } from '../core/prompt-start.ts'
import type { Span } from '../core/prompt.ts'
import type { Finding } from '../core/finding.ts'
import { type Verdict, sharesOf, verdictOf, windowGauge } from '../core/shares.ts'
import type { PromptTarget } from './open-prompt.ts'
import type { PromptFile } from './workspace-prompts.ts'

/** A row of the tree. Files and prompts are targets of commands. */
export type Node =
  | (PromptTarget & { readonly kind: 'file'; readonly file: PromptFile })
  | (PromptTarget & {
      readonly kind: 'prompt'
      readonly file: PromptFile
      readonly prompt: PromptAnalysis
      readonly at: number
    })
  | { readonly kind: 'share'; readonly label: string; readonly tokens: string }
  | { readonly kind: 'finding'; readonly file: PromptFile; readonly finding: Finding }
  | { readonly kind: 'log'; readonly uri: vscode.Uri }

/** What a row opens into. */
export function partsOf(node: Node): Node[] {
  if (node.kind === 'prompt') return detailsOf(node.file, node.prompt)
  if (node.kind !== 'file') return []
  const { file, uri } = node
  const { prompts, findings } = file.analysis
  const around = findings.map((finding): Node => ({ kind: 'finding', file, finding }))
  const [only, ...others] = prompts
  if (only && others.length === 0) return [...detailsOf(file, only), ...around]
  const all = prompts.map((prompt, at): Node => ({
    kind: 'prompt',
    file,
    prompt,
    at,
    uri,
    offset: promptStart(prompt),
  }))
  return [...all, ...around]
}

function detailsOf(file: PromptFile, prompt: PromptAnalysis): Node[] {
  const { instructions, context, uncached } = sharesOf(prompt)
  const share = (label: string, tokens: string): Node => ({ kind: 'share', label, tokens })
  return [
    share('Instructions', formatBounds(instructions)),
    share('Cacheable context', formatBounds(context)),
    share('Total cacheable', formatBounds(prompt.cached)),
    share('Sent anew', formatBounds(uncached)),
    ...[...prompt.problems, ...prompt.findings].map((finding): Node => ({
      kind: 'finding',
      file,
      finding,
    })),
  ]
}

/** A row as the editor draws it. */
export function itemOf(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
    case 'prompt':
      return promptItem(node)
    case 'share':
      return shareItem(node)
    case 'finding':
      return findingItem(node)
    case 'log':
      return logItem(node.uri)
  }
}

function promptItem(node: Extract<Node, PromptTarget>): vscode.TreeItem {
  const { file, uri } = node
  const all = node.kind === 'prompt' ? [node.prompt] : file.analysis.prompts
  const [only] = all
  const item = new vscode.TreeItem(
    node.kind === 'prompt' ? (node.prompt.name ?? `Prompt ${node.at + 1}`) : basename(uri.path),
    vscode.TreeItemCollapsibleState.Collapsed,
  )
  const isOne = only !== undefined && all.length === 1
  item.description = isOne ? descriptionOf(only) : plural(all.length, 'prompt')
  item.tooltip = tooltipOf(file, all)
  item.iconPath = iconOf(node.kind === 'file' ? allFindings(file.analysis) : undefined, all)
  item.contextValue = node.kind
  item.command = opens(uri, node.kind === 'prompt' ? node.prompt.span : undefined)
  const words = isOne ? `${verdicts[verdictOf(only)]}, ${item.description}` : item.description
  item.accessibilityInformation = { label: `${labelOf(item)}, ${words}` }
  return item
}

function labelOf({ label = '' }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : label.label
}

/** Opens a file, at a place where one is given. Offsets are those of the file as it was read. */
function opens(uri: vscode.Uri, span: Span | undefined): vscode.Command {
  return { command: '_promptCache.openAt', title: 'Open', arguments: [uri, span] }
}

function shareItem({ label, tokens }: { label: string; tokens: string }): vscode.TreeItem {
  const item = new vscode.TreeItem(label)
  item.description = tokens
  item.contextValue = 'share'
  return item
}

function findingItem({ file, finding }: Extract<Node, { kind: 'finding' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(finding.message)
  item.tooltip = finding.message
  item.iconPath = severityIcons[finding.severity]
  item.contextValue = 'finding'
  item.command = opens(file.uri, finding.span)
  return item
}

const severityIcons: Readonly<Record<Finding['severity'], vscode.ThemeIcon>> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  information: new vscode.ThemeIcon('info'),
}

function logItem(uri: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(uri.path))
  item.description = 'captured log'
  item.iconPath = new vscode.ThemeIcon('graph')
  item.contextValue = 'log'
  item.command = { command: 'promptCache.openLog', title: 'Open in Simulator', arguments: [uri] }
  return item
}

/** The verdict and what it rests on stand first, as a side bar is narrow and cuts off the end. */
function descriptionOf(prompt: PromptAnalysis): string {
  const { breakpoints, cached, total, model } = prompt
  const name = model ? ` · ${model.name}` : ''
  const rest = ` + ${formatTokensShort(total.tokens - cached.tokens)}`
  const longest = formatTokensShort(breakpoints.at(-1)?.prefix.tokens ?? 0)
  const minimum = formatTokensShort(model?.minimum ?? 0)
  switch (verdictOf(prompt)) {
    case 'cached':
      return `${formatTokensShort(cached.tokens)}${rest}${name}`
    case 'uncertain':
      return `${longest} ≈ ${minimum} minimum${name}`
    case 'below':
      return `${longest} < ${minimum} minimum${name}`
    case 'unknown':
      return `${longest}${rest} · model not known`
    case 'unmarked':
      return `${formatTokensShort(total.tokens)} not marked${name}`
  }
}

const verdicts: Readonly<Record<Verdict, string>> = {
  cached: 'cached',
  uncertain: 'perhaps below the minimum',
  unknown: 'not judged, as the model is not known',
  below: 'below the minimum',
  unmarked: 'not marked',
}

function tooltipOf(file: PromptFile, prompts: readonly PromptAnalysis[]): vscode.MarkdownString {
  const folder = vscode.workspace.asRelativePath(dirname(file.uri.path))
  const lines = [`**${basename(file.uri.path)}** · ${folder} · ${file.analysis.sourceName}`]
  for (const prompt of prompts.slice(0, 5)) {
    const { instructions, context, uncached } = sharesOf(prompt)
    const rows = [
      ['Instructions', formatBounds(instructions)],
      ['Cacheable context', formatBounds(context)],
      ['Total cacheable', formatBounds(prompt.cached)],
      ['Sent anew with each call', formatBounds(uncached)],
      ['Verdict', verdicts[verdictOf(prompt)]],
    ]
    const head = prompts.length > 1 ? (prompt.name ?? '') : ''
    lines.push(
      [`| ${head} | |`, '|:--|--:|', ...rows.map(([a, b]) => `| ${a} | ${b} |`)].join('\n'),
    )
    const gauge = windowGauge(prompt)
    if (gauge !== undefined) lines.push(gauge)
  }
  if (prompts.length > 5) lines.push(`… and ${plural(prompts.length - 5, 'more prompt')}`)
  return new vscode.MarkdownString(lines.join('\n\n'))
}

function iconOf(
  around: readonly Finding[] = [],
  prompts: readonly PromptAnalysis[],
): vscode.ThemeIcon {
  const own = prompts.flatMap(({ findings, problems }) => [...findings, ...problems])
  const all = [...own, ...around]
  if (all.some(({ severity }) => severity === 'error')) return severityIcons.error
  if (isWrong(all)) return severityIcons.warning
  const isMarked = prompts.some(({ breakpoints }) => breakpoints.length > 0)
  if (!isMarked) return new vscode.ThemeIcon('circle-outline')
  return new vscode.ThemeIcon('bookmark', new vscode.ThemeColor('charts.blue'))
}
