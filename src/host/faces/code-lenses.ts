import * as vscode from 'vscode'
import type { PromptAnalysis } from '../../core/analysis.ts'
import { formatTokens } from '../../core/format.ts'
import { promptStart } from '../../core/prompt-start.ts'
import { maxBreakpoints } from '../../core/refusals.ts'
import type { Recommended } from '../engine/recommend.ts'
import type { Face } from '../face.ts'
import type { PromptTarget } from '../open-prompt.ts'
import { rangeOf } from '../ranges.ts'
import { onDidChangeSettings, readSettings } from '../settings.ts'

/** Above each prompt: what can be done with it, how many of the four breakpoints it uses, and what it costs in tokens. */
export const codeLenses: Face = ({ analyses }) => {
  const changed = new vscode.EventEmitter<void>()
  const fire = () => {
    changed.fire()
  }
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(fire),
    onDidChangeSettings(fire),
    vscode.languages.registerCodeLensProvider(
      { scheme: '*' },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses(document) {
          const analysis = analyses.get(document)
          if (!analysis || !readSettings(document).codeLens) return []
          const above = analysis.prompts.flatMap((prompt) => lensesOf(document, prompt))
          const moves = analyses.recommended(document).map((each) => moveLens(document, each))
          return [...above, ...moves]
        },
      },
    ),
  )
}

function lensesOf(document: vscode.TextDocument, prompt: PromptAnalysis): vscode.CodeLens[] {
  const offset = promptStart(prompt)
  const { start } = rangeOf(document, { start: offset, end: offset })
  const range = new vscode.Range(start, start)
  const target: PromptTarget = { uri: document.uri, offset }
  const lens = (command: string, title: string, tooltip: string) =>
    new vscode.CodeLens(range, {
      command: `promptCache.${command}`,
      title,
      tooltip,
      arguments: [target],
    })
  return [
    lens('analyze', 'Analyse', 'Parts, recommended boundary and cost, as a document'),
    lens(
      'openPromptInSimulator',
      'Simulate',
      'A dry run over invented calls: what is read and written',
    ),
    lens('buildRequest', 'Build request', 'Write this prompt out as a request'),
    lens('sendTestRequest', 'Send test request', 'Predicted against actual, after asking'),
    lens('chooseModel', titleOf(prompt), 'Choose the model'),
  ]
}

/** Where a boundary had better be, a lens that puts it there. */
function moveLens(
  document: vscode.TextDocument,
  { offset, tokens, reason, isMove }: Recommended,
): vscode.CodeLens {
  const target: PromptTarget = { uri: document.uri, offset }
  return new vscode.CodeLens(rangeOf(document, { start: offset, end: offset }), {
    command: `promptCache.${isMove ? 'moveBoundary' : 'insertBoundary'}`,
    title: `${isMove ? 'Move' : 'Put the'} boundary here: about ${formatTokens(tokens)} tokens stay the same`,
    tooltip: reason,
    arguments: [target],
  })
}

function titleOf({ breakpoints, cached, total, model, findings }: PromptAnalysis): string {
  const rest = total.tokens - cached.tokens
  const slots = `${breakpoints.length} of ${maxBreakpoints} breakpoints`
  const tokens = `${formatTokens(cached.tokens)} cached + ${formatTokens(rest)} tokens`
  const warnings = findings.filter(({ severity }) => severity !== 'information').length
  const parts = [slots, tokens, ...(model ? [model.name] : [])]
  return warnings > 0 ? `$(warning)\u00A0${parts.join(' · ')}` : parts.join(' · ')
}
