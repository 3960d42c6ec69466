import * as vscode from 'vscode'
import type { PromptAnalysis } from '../../core/analyze.ts'
import { formatTokens } from '../../core/format.ts'
import type { Face } from '../faces.ts'
import { rangeOf } from '../ranges.ts'
import { readSettings } from '../settings.ts'

/** Above each prompt: how many of the four breakpoints it uses, and what it costs in tokens. */
export const codeLenses: Face = ({ analyses }) => {
  const changed = new vscode.EventEmitter<void>()
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(() => {
      changed.fire()
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: '*' },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses(document) {
          if (!readSettings(document).codeLens) return []
          return (analyses.get(document)?.prompts ?? []).flatMap((prompt) => {
            const at = prompt.blocks.find(({ block }) => block.span)?.block.span?.start ?? 0
            const { start: line } = rangeOf(document, { start: at, end: at })
            const range = new vscode.Range(line, line)
            return [
              new vscode.CodeLens(range, { title: 'Analyse', command: 'promptCache.analyze' }),
              new vscode.CodeLens(range, {
                title: titleOf(prompt),
                command: 'promptCache.chooseModel',
                tooltip: 'Choose the model of prompts that name none',
              }),
            ]
          })
        },
      },
    ),
  )
}

function titleOf({ breakpoints, cached, total, model, findings }: PromptAnalysis): string {
  const rest = total.tokens - cached.tokens
  const slots = `${String(breakpoints.length)} of 4 breakpoints`
  const tokens = `${formatTokens(cached.tokens)} cached + ${formatTokens(rest)} tokens`
  const warnings = findings.filter(({ severity }) => severity !== 'information').length
  const parts = [slots, tokens, ...(model ? [model.name] : [])]
  return warnings > 0 ? `$(warning) ${parts.join(' · ')}` : parts.join(' · ')
}
