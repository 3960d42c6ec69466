import * as vscode from 'vscode'
import type { Breakpoint, PromptAnalysis } from '../../core/analyze.ts'
import { formatBounds, formatMoney, formatTokens } from '../../core/format.ts'
import type { Face } from '../faces.ts'
import { rangeOf } from '../ranges.ts'

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
            return new vscode.Hover(storyOf(here, prompt), rangeOf(document, here.span))
        }
        return undefined
      },
    },
  )

function storyOf(breakpoint: Breakpoint, prompt: PromptAnalysis): vscode.MarkdownString {
  const { number, prefix, ttl, cost, isAutomatic } = breakpoint
  const rows: [string, string][] = [['Cached prefix', formatBounds(prefix)]]
  if (prompt.model) {
    const { name, minimum } = prompt.model
    rows.push([
      `Minimum of ${name}`,
      `${formatTokens(minimum)} · ${verdictText(breakpoint, minimum)}`,
    ])
  }
  if (cost) {
    rows.push(['First call writes it', formatMoney(cost.write)])
    rows.push(['Every later call reads it', formatMoney(cost.read)])
    const calls = ttl === '1h' ? 'the 3rd call within 1 hour' : 'the 2nd call within 5 minutes'
    rows.push(['Pays off', `from ${calls}`])
  }
  const title = isAutomatic
    ? `Breakpoint ${number}, placed automatically: the cached prefix ends here`
    : `Breakpoint ${number}: the cached prefix ends here`
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')
  return new vscode.MarkdownString(`**${title}**\n\n| | |\n|:--|--:|\n${table}`)
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
