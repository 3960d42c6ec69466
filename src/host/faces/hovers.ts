import * as vscode from 'vscode'
import type { Breakpoint, PromptAnalysis } from '../../core/analysis.ts'
import { formatBounds, formatMoney, formatTokens } from '../../core/format.ts'
import { maxBreakpoints } from '../../core/refusals.ts'
import type { Face } from '../face.ts'
import { rangeOf } from '../ranges.ts'
import { readSettings } from '../settings.ts'

/** The story of a breakpoint, over its marker or its `cache_control`. */
export const hovers: Face = ({ analyses }) =>
  vscode.languages.registerHoverProvider(
    { scheme: '*' },
    {
      provideHover(document, position) {
        const offset = document.offsetAt(position)
        for (const prompt of analyses.get(document)?.prompts ?? []) {
          const here = prompt.breakpoints.find(
            ({ span }) => span && span.start <= offset && offset <= span.end,
          )
          if (here?.span)
            return new vscode.Hover(storyOf(here, prompt, document), rangeOf(document, here.span))
        }
        return undefined
      },
    },
  )

function storyOf(
  breakpoint: Breakpoint,
  prompt: PromptAnalysis,
  document: vscode.TextDocument,
): vscode.MarkdownString {
  const { number, isAutomatic } = breakpoint
  const title = isAutomatic
    ? `Breakpoint ${number}, placed automatically: the cached prefix ends here`
    : `Breakpoint ${number}: the cached prefix ends here`
  const table = rowsOf(breakpoint, prompt).map(([name, value]) => `| ${name} | ${value} |`)
  const target = [{ uri: document.uri.toString(), offset: breakpoint.span?.start ?? 0 }]
  const link = (command: string, label: string) =>
    `[${label}](command:${command}?${encodeURIComponent(JSON.stringify(target))})`
  const mayCount = breakpoint.prefix.how !== 'exact' && readSettings().exactCounts !== 'never'
  const links = Object.entries({ ...actions, ...(mayCount && counting) }).map(([command, label]) =>
    link(command, label),
  )
  const story = new vscode.MarkdownString(
    [`**${title}**`, `| | |\n|:--|--:|\n${table.join('\n')}`, links.join(' · ')].join('\n\n'),
  )
  story.isTrusted = { enabledCommands: Object.keys({ ...actions, ...counting }) }
  return story
}

/** What can be done with a breakpoint, from its hover. */
const actions: Readonly<Record<string, string>> = {
  'promptCache.analyze': 'Analyse',
  'promptCache.openPromptInSimulator': 'Simulate',
  'promptCache.buildRequest': 'Build request',
  'promptCache.chooseModel': 'Choose model',
}

/** Offered where the prefix is not counted exactly yet. */
const counting = { 'promptCache.countExactly': 'Count exactly' }

function rowsOf(
  breakpoint: Breakpoint,
  { model, breakpoints }: PromptAnalysis,
): (readonly [string, string])[] {
  const { prefix, ttl, cost, isOpen } = breakpoint
  const lifetime = ttl === '1h' ? '1 hour' : '5 minutes'
  const rows: (readonly [string, string])[] = [['Cached prefix', formatBounds(prefix)]]
  if (isOpen) rows.push(['Not counted', 'variables whose length is not known'])
  if (model) {
    const minimum = formatTokens(model.minimum)
    rows.push([
      `Minimum of ${model.name}`,
      `${minimum} · ${verdictText(breakpoint, model.minimum)}`,
    ])
  }
  rows.push(['Lives for', `${lifetime} after its last use`])
  if (cost && model && breakpoint.verdict !== 'below') {
    const uncached = (prefix.tokens * model.prices.input) / 1e6
    rows.push(
      ['First call writes it', formatMoney(cost.write)],
      [
        'Every later call reads it',
        `${formatMoney(cost.read)} instead of ${formatMoney(uncached)}`,
      ],
      ['Pays off', `from the ${ttl === '1h' ? '3rd' : '2nd'} call within ${lifetime}`],
    )
  }
  rows.push(['Breakpoints used', `${breakpoints.length} of ${maxBreakpoints}`])
  return rows
}

function verdictText({ verdict, prefix }: Breakpoint, minimum: number): string {
  switch (verdict) {
    case 'cached':
      return `met ${(prefix.tokens / minimum).toFixed(1)} times over`
    case 'below':
      return 'not met: nothing is cached here'
    case 'uncertain':
      return 'within the bounds of the estimate'
    case 'unknown':
      return 'unknown'
  }
}
