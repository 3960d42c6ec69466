import * as vscode from 'vscode'
import type { PromptAnalysis } from '../../core/analysis.ts'
import { calibrationLabel } from '../../core/calibration-label.ts'
import { formatBounds, formatShare, formatTokens } from '../../core/format.ts'
import { promptStart } from '../../core/prompt-start.ts'
import { maxBreakpoints } from '../../core/refusals.ts'
import { exceedsWindow, windowGauge } from '../../core/shares.ts'
import { calibrationOf } from '../calibration.ts'
import type { Face } from '../face.ts'

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
    const editor = vscode.window.activeTextEditor
    const prompts = (editor && analyses.get(editor.document)?.prompts) ?? []
    const prompt = editor && atCursor(editor, prompts)
    if (!prompt) {
      item.hide()
      return
    }
    const others = prompts.length - 1
    const how = howOf(prompt)
    const more = others > 0 ? ` (+${others})` : ''
    item.text = [textOf(prompt) + more, ...how].join(' · ')
    const overflow = exceedsWindow(prompt)
    item.tooltip = [overflows[overflow], tooltipOf(prompt)].filter((each) => each).join('\n')
    item.backgroundColor =
      overflow === 'no'
        ? undefined
        : new vscode.ThemeColor(
            `statusBarItem.${overflow === 'yes' ? 'error' : 'warning'}Background`,
          )
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
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if ((analyses.get(textEditor.document)?.prompts.length ?? 0) > 1) update()
    }),
  )
}

/** Of several prompts the one with the cursor, or the last one before it. */
function atCursor(
  { document, selection }: vscode.TextEditor,
  prompts: readonly PromptAnalysis[],
): PromptAnalysis | undefined {
  if (prompts.length < 2) return prompts[0]
  const offset = document.offsetAt(selection.active)
  return prompts.findLast((each) => promptStart(each) <= offset) ?? prompts[0]
}

/** How the counts are known, where they are more than estimates. */
function howOf({ total }: PromptAnalysis): string[] {
  if (total.how === 'exact') return ['exact']
  const calibration = calibrationOf()
  return calibration && calibration.requests > 0 ? [calibrationLabel(calibration)] : []
}

function textOf({ cached, total, breakpoints, model, prompt }: PromptAnalysis): string {
  const name = model?.name ?? (prompt.model || 'no model')
  const rest = total.tokens - cached.tokens
  const share = model ? total.tokens / model.window : 0
  const gauge = share < 0.01 ? '' : ` · ${formatShare(share)} of the window`
  if (breakpoints.length === 0)
    return `$(circle-outline) ${formatTokens(total.tokens)} tokens${gauge} · ${name}`
  return `$(bookmark) ${formatTokens(cached.tokens)} + ${formatTokens(rest)} tokens${gauge} · ${name}`
}

function tooltipOf(prompt: PromptAnalysis): string {
  const { cached, total, breakpoints } = prompt
  const lines =
    breakpoints.length === 0
      ? [`${formatBounds(total)}; nothing is marked for caching`]
      : [
          `In the cached prefix: ${formatBounds(cached)}`,
          `Whole prompt: ${formatBounds(total)}`,
          `Breakpoints: ${breakpoints.length} of ${maxBreakpoints}`,
        ]
  const gauge = windowGauge(prompt)
  return [...lines, ...(gauge === undefined ? [] : [gauge]), 'Click to choose the model'].join('\n')
}

const overflows = {
  yes: 'This prompt is longer than its model takes: the API refuses it as too long',
  perhaps: 'This prompt may be longer than its model takes',
  no: undefined,
} as const
