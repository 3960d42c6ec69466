import * as vscode from 'vscode'
import type { PromptAnalysis } from '../../core/analyze.ts'
import { formatBounds, formatTokens } from '../../core/format.ts'
import type { Face } from '../faces.ts'

/** Tokens of the open prompt, cached and not, and its model; a click changes the model. */
export const statusBar: Face = ({ analyses }) => {
  const item = vscode.window.createStatusBarItem(
    'promptCache.count',
    vscode.StatusBarAlignment.Left,
    40,
  )
  item.name = 'Prompt Cache'
  item.command = 'promptCache.chooseModel'
  const update = () => {
    const document = vscode.window.activeTextEditor?.document
    const prompts = document ? analyses.get(document)?.prompts : undefined
    const [prompt] = prompts ?? []
    if (!prompt) {
      item.hide()
      return
    }
    const others = (prompts?.length ?? 1) - 1
    item.text = textOf(prompt) + (others > 0 ? ` (+${others})` : '')
    item.tooltip = tooltipOf(prompt)
    item.accessibilityInformation = {
      label: `Prompt Cache: ${item.text.replace(/\$\(.*?\)/g, '')}`,
    }
    item.show()
  }
  update()
  return vscode.Disposable.from(
    item,
    analyses.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  )
}

function textOf({ cached, total, breakpoints, model, prompt }: PromptAnalysis): string {
  const name = model?.name ?? (prompt.model || 'no model')
  const rest = total.tokens - cached.tokens
  if (breakpoints.length === 0)
    return `$(circle-outline) ${formatTokens(total.tokens)} tokens · ${name}`
  return `$(bookmark) ${formatTokens(cached.tokens)} + ${formatTokens(rest)} tokens · ${name}`
}

function tooltipOf({ cached, total, breakpoints }: PromptAnalysis): string {
  const lines =
    breakpoints.length === 0
      ? [`${formatBounds(total)}; nothing is marked for caching`]
      : [
          `In the cached prefix: ${formatBounds(cached)}`,
          `Whole prompt: ${formatBounds(total)}`,
          `Breakpoints: ${breakpoints.length} of 4`,
        ]
  return [...lines, 'Click to choose the model'].join('\n')
}
