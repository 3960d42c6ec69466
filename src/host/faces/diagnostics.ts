import * as vscode from 'vscode'
import { allFindings } from '../../core/findings.ts'
import type { Problem } from '../../core/prompt.ts'
import type { Face } from '../face.ts'
import { rangeOf } from '../ranges.ts'

/** Findings and problems as diagnostics. */
export const diagnostics: Face = ({ analyses }) => {
  const collection = vscode.languages.createDiagnosticCollection('prompt-cache')
  return vscode.Disposable.from(
    collection,
    analyses.onDidChange((document) => {
      const analysis = document.isClosed ? undefined : analyses.get(document)
      const all = analysis ? allFindings(analysis).filter(({ code }) => code !== shownByEditor) : []
      collection.set(
        document.uri,
        all.map((each) => toDiagnostic(document, each)),
      )
    }),
  )
}

/** The editor underlines malformed JSON by itself. */
const shownByEditor = 'invalid-json'

/** A problem as the editor shows it. */
export function toDiagnostic(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const range = rangeOf(document, problem.span ?? { start: 0, end: 0 })
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity])
  diagnostic.source = 'Prompt Cache'
  diagnostic.code = problem.code
  return diagnostic
}

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
}
