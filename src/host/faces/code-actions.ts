import * as vscode from 'vscode'
import { allFindings } from '../../core/findings.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import type { Face } from '../face.ts'
import { rangeOf } from '../ranges.ts'

/** The fix of a finding as a quick fix on its diagnostic. */
export const codeActions: Face = ({ analyses }) =>
  vscode.languages.registerCodeActionsProvider(
    { scheme: '*' },
    {
      provideCodeActions(document, range, { diagnostics }) {
        const analysis = analyses.get(document)
        return (analysis ? allFindings(analysis) : []).flatMap((finding) => {
          if (!finding.fix || !touches(document, finding, range)) return []
          const action = toAction(document, finding.fix)
          action.diagnostics = diagnostics.filter(({ message }) => message === finding.message)
          return [action]
        })
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  )

function touches(document: vscode.TextDocument, { span }: Finding, range: vscode.Range): boolean {
  return span !== undefined && rangeOf(document, span).intersection(range) !== undefined
}

function toAction(document: vscode.TextDocument, { title, edits }: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix)
  action.edit = new vscode.WorkspaceEdit()
  for (const { span, text } of edits) {
    action.edit.replace(document.uri, rangeOf(document, span), text)
  }
  action.isPreferred = true
  return action
}
