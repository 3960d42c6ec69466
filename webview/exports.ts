import { hitRate } from '../src/core/cost.ts'
import { formatMoney, formatShare } from '../src/core/format.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Intent, PageLook } from '../src/protocol.ts'
import { lifetimeNames } from '../src/core/strategy.ts'
import { axisOf } from './axis.ts'
import { marksOf } from './marks.ts'
import { type PagePicture, heightOf, paintPage, widthOf } from './page-picture.ts'
import { canvasHatch } from './pen.ts'
import { type RunFile, markdownTable, toCsv, toJson, toMarkdown } from './run-files.ts'
import { type Session, before } from './session.ts'
import { type Shown, positionOf } from './shown.ts'
import { rowsOf, stackOf } from './stack.ts'
import { type Comparison, bestOfEach, differenceWords, strategyName } from './strategies.ts'
import { type State, savedOf } from './state.ts'
import { SvgPen } from './svg-pen.ts'
import { readColours } from './theme.ts'
import { whyOf } from './why.ts'

/** What can be made of what is seen. */
export type ExportFormat = 'png' | 'svg' | 'csv' | 'json' | 'html' | 'markdown'

/** The formats as the menu lists them. */
export const formats: readonly {
  readonly id: ExportFormat
  readonly name: string
  readonly note: string
}[] = [
  { id: 'html', name: 'Web page', note: 'one file, works offline' },
  { id: 'png', name: 'PNG', note: 'what is seen' },
  { id: 'svg', name: 'SVG', note: 'what is seen' },
  { id: 'csv', name: 'CSV', note: 'a line an iteration' },
  { id: 'json', name: 'JSON', note: 'with reasons' },
  { id: 'markdown', name: 'Copy as Markdown', note: 'table' },
]

/** Asks the host to keep what is seen in a format; undefined where there is nothing to export. */
export function exportOf(state: State, format: ExportFormat): Intent | undefined {
  const { session, shown } = state
  if (!session || !shown) return undefined
  const iterations = [...shown.indices].flatMap((index) => session.run.iterations[index] ?? [])
  const file: RunFile = { strategy: strategyName(state), totals: shown.totals, iterations }
  switch (format) {
    case 'csv':
      return { type: 'export', format, content: toCsv(session, iterations) }
    case 'json':
      return { type: 'export', format, content: toJson(session, file) }
    case 'markdown':
      return { type: 'copy', text: tableText(state, iterations) }
    case 'html':
      return { type: 'exportPage', look: lookOf(document), saved: savedOf(state) }
    case 'svg':
      return { type: 'export', format, content: drawSvg(pictureOf(state, session, shown)) }
    case 'png':
      return { type: 'export', format, content: drawPng(pictureOf(state, session, shown)) }
  }
}

/** The table in front, as Markdown. */
function tableText({ tabs, comparison }: State, iterations: readonly Iteration[]): string {
  const rows = tabs.table === 'strategies' ? tableOf(comparison) : []
  if (rows.length === 0) return toMarkdown(iterations)
  return markdownTable(['strategy', 'lifetime', 'cost', 'read', 'to as sent'], rows)
}

/** The theme, so that an exported page looks like the editor that it came from. */
function lookOf({ body, documentElement: { style } }: Document): PageLook {
  const variables: Record<string, string> = {}
  for (let i = 0; i < style.length; i++) {
    const name = style.item(i)
    if (name.startsWith('--vscode-')) variables[name] = style.getPropertyValue(name)
  }
  return { className: body.className, variables }
}

function pictureOf(state: State, session: Session, shown: Shown): PagePicture {
  const { selected, range, width, spacing } = state
  const axis = axisOf(spacing, range, width, shown.times)
  const now = session.run.iterations[selected]
  const earlier = before(session, selected)
  const stack = now && stackOf(earlier, now)
  return {
    title: session.name,
    figures: figuresOf(shown, strategyName(state)),
    timeline: {
      shown,
      axis,
      colours: readColours(document.querySelector('.timeline') ?? document.body),
      marks: marksOf(session, shown, axis),
      found: state.find.iterations.map((each) => positionOf(shown, each)),
    },
    position: positionOf(shown, selected),
    before: earlier,
    now,
    rows: stack ? rowsOf(stack, state) : [],
    largest: stack?.largest ?? 1,
    why: now && whyOf(session, now),
    table: tableOf(state.comparison),
  }
}

function figuresOf({ totals }: Shown, name: string): [string, string][] {
  const { cost, usage } = totals
  const read: [string, string] = [formatShare(hitRate(usage)), 'read from cache']
  if (!cost) return [read]
  return [
    [formatMoney(cost.total), name],
    [formatMoney(cost.uncached), 'without cache'],
    read,
    [formatMoney(totals.lostCost), 'lost to misses'],
  ]
}

/** The strategies as lines of a table: name, lifetime, cost, share read, against as sent. */
function tableOf(comparison: Comparison | undefined): string[][] {
  if (!comparison?.sent.accuracy.isTrusted) return []
  return bestOfEach(comparison.rows, '').map(({ name, ttl, cost, hitRate }) => [
    name,
    ttl ? lifetimeNames[ttl] : '–',
    cost === undefined ? '–' : formatMoney(cost),
    formatShare(hitRate),
    differenceWords(cost, comparison.asSent?.cost),
  ])
}

function drawSvg(picture: PagePicture): string {
  const measure = document.createElement('canvas').getContext('2d')
  if (!measure) return ''
  const pen = new SvgPen(measure)
  paintPage(pen, picture, pen.hatch)
  return pen.picture(widthOf(picture), heightOf(picture), picture.title)
}

/** Pixels of a picture for each of the page: sharp on any screen. */
const sharpness = 2

/** The picture as base64. */
function drawPng(picture: PagePicture): string {
  const canvas = document.createElement('canvas')
  canvas.width = widthOf(picture) * sharpness
  canvas.height = heightOf(picture) * sharpness
  const pen = canvas.getContext('2d')
  if (!pen) return ''
  pen.scale(sharpness, sharpness)
  paintPage(pen, picture, canvasHatch(pen))
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '')
}
