import * as vscode from 'vscode'
import type { Analysis, Breakpoint, PromptAnalysis } from '../../core/analysis.ts'
import { allFindings } from '../../core/findings.ts'
import { breakpointLabel } from '../../core/label.ts'
import type { Span } from '../../core/prompt.ts'
import type { Face } from '../face.ts'
import { linesOf, rangeOf } from '../ranges.ts'
import { onDidChangeSettings, readSettings } from '../settings.ts'

/** Gutter icons, ruler marks, a tint for what is cached and a label behind each breakpoint. */
export const decorations: Face = ({ analyses, extensionUri }) => {
  let types = createTypes(extensionUri)
  const drawn = new WeakMap<vscode.TextEditor, Drawing>()
  const draw = (editor: vscode.TextEditor) => {
    const drawing = drawingOf(editor.document, analyses.get(editor.document))
    for (const kind of kinds) editor.setDecorations(types[kind], drawing[kind])
    drawn.set(editor, drawing)
  }
  const update = (document: vscode.TextDocument) => {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) draw(editor)
    }
  }
  const updateAll = () => {
    for (const editor of vscode.window.visibleTextEditors) draw(editor)
  }
  const disposeTypes = () => {
    for (const type of Object.values(types)) type.dispose()
  }
  updateAll()
  return vscode.Disposable.from(
    { dispose: disposeTypes },
    analyses.onDidChange(update),
    vscode.window.onDidChangeVisibleTextEditors(updateAll),
    onDidChangeSettings(() => {
      disposeTypes()
      types = createTypes(extensionUri)
      updateAll()
    }),
    // The editor tells nobody what is drawn in it; tests ask here.
    vscode.commands.registerCommand('_promptCache.drawn', () => {
      const editor = vscode.window.activeTextEditor
      return editor && drawn.get(editor)
    }),
  )
}

/** How a breakpoint looks: it is cached, it is not, or that is not certain. */
const marks = ['active', 'inactive', 'uncertain'] as const
type Mark = (typeof marks)[number]

/** All that is drawn: what is cached, the marks of breakpoints, and texts behind lines. */
const kinds = ['cached', ...marks, 'label', 'warning'] as const
type Kind = (typeof kinds)[number]

type Types = Readonly<Record<Kind, vscode.TextEditorDecorationType>>

/** Where something of each kind is drawn in a document. */
export type Drawing = Readonly<Record<Kind, readonly vscode.DecorationOptions[]>>

function createTypes(extensionUri: vscode.Uri): Types {
  const { gutterIcons, overviewRuler, tint } = readSettings()
  const boundary = new vscode.ThemeColor('promptCache.boundary')
  const mark = (name: string, color: vscode.ThemeColor) =>
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderStyle: 'none none dashed none',
      borderWidth: '1px',
      borderColor: color,
      ...(overviewRuler && {
        overviewRulerColor: color,
        overviewRulerLane: vscode.OverviewRulerLane.Full,
      }),
      ...(gutterIcons && {
        gutterIconSize: '75%',
        light: { gutterIconPath: icon(extensionUri, `${name}-light`) },
        dark: { gutterIconPath: icon(extensionUri, `${name}-dark`) },
      }),
    })
  const warning = new vscode.ThemeColor('editorWarning.foreground')
  return {
    cached: vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      ...(tint && {
        backgroundColor: new vscode.ThemeColor('promptCache.cachedBackground'),
        borderStyle: 'none none none solid',
        borderWidth: '2px',
        borderColor: new vscode.ThemeColor('promptCache.cachedEdge'),
      }),
      ...(overviewRuler && {
        overviewRulerColor: new vscode.ThemeColor('promptCache.cachedRuler'),
        overviewRulerLane: vscode.OverviewRulerLane.Left,
      }),
    }),
    active: mark('breakpoint', boundary),
    inactive: mark('breakpoint-inactive', warning),
    uncertain: mark('breakpoint-uncertain', boundary),
    label: labelType(new vscode.ThemeColor('promptCache.label')),
    warning: labelType(warning),
  }
}

/** Text behind the end of a line. */
function labelType(color: vscode.ThemeColor): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color, fontStyle: 'italic', margin: '0 0 0 3ch' },
  })
}

function icon(extensionUri: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'media', `${name}.svg`)
}

function drawingOf(document: vscode.TextDocument, analysis: Analysis | undefined): Drawing {
  const prompts = analysis?.prompts ?? []
  const at: Record<Mark, vscode.DecorationOptions[]> = { active: [], inactive: [], uncertain: [] }
  const labels = new Map<number, string[]>()
  for (const prompt of prompts) {
    for (const breakpoint of prompt.breakpoints) {
      if (!breakpoint.span) continue
      const { line } = rangeOf(document, breakpoint.span).end
      at[markOf(breakpoint)].push({ range: new vscode.Range(line, 0, line, 0) })
      const others = labels.get(line) ?? []
      labels.set(line, [...others, breakpointLabel(breakpoint, prompt.model)])
    }
  }
  const hasLabels = readSettings(document).labels
  const warnings = analysis && hasLabels ? warningsOf(document, analysis, labels) : []
  return {
    ...at,
    cached: linesOf(document, prompts.flatMap(cachedSpans)).map((range) => ({ range })),
    label: hasLabels ? labelsAt(document, labels) : [],
    warning: labelsAt(document, warnings),
  }
}

/** What is wrong, in short, by the line where it stands; a line with a breakpoint says so itself. */
function warningsOf(
  document: vscode.TextDocument,
  analysis: Analysis,
  taken: ReadonlyMap<number, unknown>,
): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const { span, message, severity } of allFindings(analysis)) {
    if (!span || severity === 'information') continue
    const { start, end } = rangeOf(document, span)
    if (taken.has(start.line) || taken.has(end.line) || found.has(start.line)) continue
    found.set(start.line, [firstSentence(message)])
  }
  return found
}

function firstSentence(message: string): string {
  return message.split(/[.;] |, and /, 1)[0] ?? ''
}

/** The parts of the document that are cached; what stands between two cached blocks belongs to them. */
function cachedSpans({ blocks }: PromptAnalysis): Span[] {
  const inDocument = blocks
    .flatMap(({ block: { span }, isCached }) => (span ? [{ span, isCached }] : []))
    .sort((a, b) => a.span.start - b.span.start)
  return inDocument.flatMap(({ span, isCached }, i) => {
    if (!isCached) return []
    const next = inDocument[i + 1]
    return next?.isCached ? [{ start: span.start, end: next.span.start }] : [span]
  })
}

function markOf({ verdict }: Breakpoint): Mark {
  if (verdict === 'below') return 'inactive'
  return verdict === 'cached' ? 'active' : 'uncertain'
}

function labelsAt(
  document: vscode.TextDocument,
  labels: Iterable<readonly [number, readonly string[]]>,
): vscode.DecorationOptions[] {
  return [...labels].map(([line, texts]) => {
    const { end } = document.lineAt(line).range
    return {
      range: new vscode.Range(end, end),
      renderOptions: { after: { contentText: texts.join('   ') } },
    }
  })
}
