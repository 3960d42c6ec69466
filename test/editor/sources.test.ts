import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Drawing } from '../../src/host/faces/decorations.ts'
import { closeAll, folder, hoversAt, ours, waitFor, write } from './documents.ts'
import { type Shape, shapes } from './shapes.ts'

const rules = `😀 港 ${'The harbour office sorts every letter by the berth it names, and answers it. '.repeat(80)}`
const short = '😀 港 Be brief.'

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF and a byte order mark': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
}

describe('a prompt of every shape', () => {
  const place = () => vscode.Uri.joinPath(folder(), 'shapes')
  after(async () => {
    await closeAll()
    await vscode.workspace.fs.delete(place(), { recursive: true })
  })

  for (const shape of shapes) {
    for (const [spelling, change] of Object.entries(spellings)) {
      it(`${shape.name} ${spelling} is drawn, counted and warned of in the right places`, async () => {
        const { name, text, at, beside = {} } = shape
        const own = vscode.Uri.joinPath(place(), spelling.replaceAll(' ', '-'), name)
        const uri = vscode.Uri.joinPath(own, name)
        await closeAll()
        for (const [other, content] of Object.entries(beside)) {
          await write(vscode.Uri.joinPath(own, other), change(content))
        }
        const written = change(text(rules))
        await write(uri, written)
        const document = await vscode.workspace.openTextDocument(uri)
        await vscode.window.showTextDocument(document)

        const drawn = await drawnWith('active', at.length)
        assertMarks(document, drawn.active, shape)
        assert.deepEqual([drawn.inactive, drawn.uncertain, drawn.warning], [[], [], []])
        assert.deepEqual(linesAt(document, drawn.cached), tintedIn(written, shape))
        assertLabels(
          document,
          drawn.label,
          shape,
          /^BP(\d)(?: automatic)? · [\d,]+ ± [\d,]+ tokens · above/,
        )
        const [label] = drawn.label
        const tokens = Number(/· ([\d,]+)/.exec(labelOf(label))?.[1]?.replace(',', ''))
        assert.ok(tokens > 1024 && tokens < 2600, `${tokens} tokens`)

        const offset = document.getText().indexOf(at[0] ?? '')
        const [hover] = await hoversAt(document, offset)
        assert.equal(document.getText(hover?.range), at[0])
        assert.match(storyOf(hover), /Breakpoint 1[^]*Minimum of Sonnet 5\.5 \| 512/)
        const isInformation = ({ severity }: vscode.Diagnostic) =>
          severity === vscode.DiagnosticSeverity.Information
        assert.ok(ours(document).every(isInformation))
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uri,
        )
        const titles = lenses.map(({ command }) => command?.title ?? '')
        assert.ok(titles.includes('Analyse'), titles.join())
        const used = `${shape.numbers ? 1 : at.length} of 4 breakpoints`
        assert.ok(
          titles.some((title) => title.startsWith(used)),
          titles.join(),
        )

        await replace(document, change(text(short)))
        const below = await drawnWith('inactive', at.length)
        assertMarks(document, below.inactive, shape)
        assert.deepEqual([below.active, below.uncertain, below.cached], [[], [], []])
        assertLabels(document, below.label, shape, /^BP(\d)(?: automatic)? · .* not cached/)
        const found = ours(document).filter(({ code }) => code === 'below-minimum')
        assert.deepEqual(
          found.map(({ range }) => document.getText(range)),
          at,
        )
      })
    }
  }
})

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit()
  const whole = new vscode.Range(0, 0, document.lineCount, 0)
  change.replace(document.uri, whole, text.replace(/^\uFEFF/, ''))
  assert.ok(await vscode.workspace.applyEdit(change))
  assert.ok(await document.save())
}

/** What is drawn in the editor in front, once it has so many marks of a kind. */
async function drawnWith(kind: 'active' | 'inactive', count: number): Promise<Drawing> {
  let drawn: Drawing | undefined
  await waitFor(async () => {
    drawn = await vscode.commands.executeCommand<Drawing | undefined>('_promptCache.drawn')
    return drawn?.[kind].length === count
  })
  assert.ok(drawn)
  return drawn
}

/** Every mark is on the line where its breakpoint ends. */
function assertMarks(
  document: vscode.TextDocument,
  drawn: readonly vscode.DecorationOptions[],
  { at }: Shape,
): void {
  const lines = drawn.map(({ range }) => range.start.line)
  assert.deepEqual(lines, placesOf(document, at))
}

/** Every label stands behind the end of its line, and names its breakpoints. */
function assertLabels(
  document: vscode.TextDocument,
  drawn: readonly vscode.DecorationOptions[],
  { at, numbers = at.map((_, i) => i + 1) }: Shape,
  pattern: RegExp,
): void {
  const ends = drawn.map(({ range }) => range.start)
  const expected = placesOf(document, at).map((line) => document.lineAt(line).range.end)
  assert.deepEqual(ends, expected)
  const names = drawn.map((each) => Number(pattern.exec(labelOf(each))?.[1]))
  assert.deepEqual(names, numbers, drawn.map(labelOf).join('\n'))
}

/** The lines on which texts end, each searched behind the one before. */
function placesOf(document: vscode.TextDocument, texts: readonly string[]): number[] {
  const whole = document.getText()
  let from = 0
  return texts.map((text) => {
    from = whole.indexOf(text, from) + text.length
    return document.positionAt(from).line
  })
}

function labelOf(drawn: vscode.DecorationOptions | undefined): string {
  return drawn?.renderOptions?.after?.contentText ?? ''
}

/** The text of the lines on which something is drawn. */
function linesAt(
  document: vscode.TextDocument,
  drawn: readonly vscode.DecorationOptions[],
): string[] {
  return drawn.map(({ range: { start, end } }) =>
    shortened(document.getText(new vscode.Range(start.line, 0, end.line, Infinity))),
  )
}

/** The text of the lines that are to be tinted. */
function tintedIn(written: string, { tinted }: Shape): string[] {
  const lines = written.replace(/^\uFEFF/, '').split(/(?<=\n)/)
  return tinted.map(([first, last]) =>
    shortened(
      lines
        .slice(first - 1, last)
        .join('')
        .replace(/\r?\n$/, ''),
    ),
  )
}

/** For messages that can be read. */
function shortened(text: string): string {
  return text.replaceAll(rules, '…')
}

function storyOf(hover: vscode.Hover | undefined): string {
  const contents = (hover?.contents ?? []) as vscode.MarkdownString[]
  return contents.map(({ value }) => value).join('\n')
}
