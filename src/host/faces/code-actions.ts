import * as vscode from 'vscode'
import { allFindings } from '../../core/findings.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import { editedCachedPrefix } from '../../core/rules/edited-cached-prefix.ts'
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
          const action = touches(document, finding, range) && actionFor(document, finding)
          if (!action) return []
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

function actionFor(
  document: vscode.TextDocument,
  { code, fix }: Finding,
): vscode.CodeAction | undefined {
  if (fix) return toAction(document, fix)
  return code === editedCachedPrefix.id ? recordAction(document) : undefined
}

/** What was edited on purpose is recorded, beside the document: in the project's configuration. */
function recordAction({ uri }: vscode.TextDocument): vscode.CodeAction {
  const title = 'Record the edited prefix as the one that is meant'
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix)
  action.command = { command: 'promptCache.recordPrefix', title, arguments: [uri] }
  return action
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
