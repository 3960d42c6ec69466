import * as vscode from 'vscode'
import type { Span } from '../core/prompt.ts'

/** The range of a span. The only place where offsets become positions. */
export function rangeOf(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end))
}

/** The whole lines that spans touch, joined where they meet. */
export function linesOf(document: vscode.TextDocument, spans: readonly Span[]): vscode.Range[] {
  const lines = spans
    .map((span) => rangeOf(document, span))
    // A span that begins or ends with a line break does not touch the line on the other side of it.
    .map(({ start, end }) => ({
      first: isLineEnd(document, start) && end.line > start.line ? start.line + 1 : start.line,
      last: end.character === 0 && end.line > start.line ? end.line - 1 : end.line,
    }))
    .sort((a, b) => a.first - b.first)
  const joined: { first: number; last: number }[] = []
  for (const { first, last } of lines) {
    const before = joined.at(-1)
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last)
    else joined.push({ first, last })
  }
  return joined.map(({ first, last }) => new vscode.Range(first, 0, last, 0))
}

function isLineEnd(document: vscode.TextDocument, { line, character }: vscode.Position): boolean {
  return character > 0 && character === document.lineAt(line).text.length
}
