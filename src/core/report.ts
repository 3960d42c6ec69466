import type { PromptAnalysis } from './analysis.ts'
import type { Advice } from './boundary-advice.ts'
import { formatBounds, formatMoney, formatShare, formatTokens, plural } from './format.ts'
import type { Traffic } from './projection.ts'

/** What a report is about, besides the advice. */
export interface ReportOptions {
  /** What the prompt is called: its file, and its name where the file holds several. */
  readonly title: string
  readonly traffic: Traffic
}

/** The analysis of a prompt as a Markdown document that can be saved. */
export function renderReport(
  prompt: PromptAnalysis,
  advice: Advice,
  { title, traffic }: ReportOptions,
): string {
  const sections = [
    `# Prompt cache analysis: ${escape(title)}`,
    summary(prompt, advice),
    parts(advice),
    breakpoints(prompt),
    recommendation(advice),
    costs(advice),
    projection(advice, traffic),
    natural(advice),
    findings(prompt),
    `Prices are list prices; answers come on top. ${howCounted(prompt)}`,
  ]
  return `${sections.filter((each) => each !== '').join('\n\n')}\n`
}

function summary({ model, prompt, total, cached }: PromptAnalysis, { lines }: Advice): string {
  const name = model?.name ?? (prompt.model || 'none named')
  return table(
    ['', ''],
    [
      ['Model', escape(name)],
      ['Lines', formatTokens(lines)],
      ['Whole prompt', formatBounds(total)],
      ['In the cached prefix', formatBounds(cached)],
      ...(model ? [['Minimum', `${formatTokens(model.minimum)} tokens`]] : []),
    ],
  )
}

function parts({ parts: all }: Advice): string {
  const rows = all.map(({ name, section, lines, tokens, isCached }) => [
    name,
    section,
    lines ? `${lines.first} to ${lines.last}` : '',
    formatBounds(tokens),
    isCached ? 'cached' : 'not cached',
  ])
  return `## Parts\n\n${table(['Part', 'Section', 'Lines', 'Tokens', ''], rows)}`
}

const verdicts = {
  cached: 'above the minimum',
  below: 'below the minimum: nothing is cached',
  uncertain: 'perhaps below the minimum',
  unknown: 'unknown model',
} as const

function breakpoints({ breakpoints: all }: PromptAnalysis): string {
  if (all.length === 0) return ''
  const rows = all.map(({ number, prefix, ttl, verdict, cost }) => [
    `BP${number}`,
    formatBounds(prefix),
    ttl,
    verdicts[verdict],
    cost ? `${formatMoney(cost.write)} / ${formatMoney(cost.read)}` : '',
  ])
  const head = ['Breakpoint', 'Prefix', 'TTL', 'Verdict', 'Write / read']
  return `## Breakpoints\n\n${table(head, rows)}`
}

function recommendation({ recommended }: Advice): string {
  const { line, tokens, reason } = recommended
  const where =
    line === undefined ? 'No boundary' : `Line ${line}, after about ${formatTokens(tokens)} tokens`
  return `## Recommended boundary\n\n**${where}.** ${escape(reason)}`
}

function costs({ costs: now, recommended }: Advice): string {
  if (!now) return ''
  const rows = [
    ['As it is', now] as const,
    ...(recommended.costs && !recommended.isMet && recommended.offset !== undefined
      ? [['With the recommended boundary', recommended.costs] as const]
      : []),
  ].map(([name, each]) => [
    name,
    formatMoney(each.uncached),
    formatMoney(each.cold),
    formatMoney(each.warm),
    formatShare(each.saving),
    Number.isFinite(each.paysOffAt) ? `call ${each.paysOffAt}` : 'never',
  ])
  const head = ['A call', 'Uncached', 'Cold (writes)', 'Warm (reads)', 'Saved', 'Pays off from']
  return `## Cost of a call\n\n${table(head, rows)}`
}

function projection({ projections }: Advice, { callsPerDay, gapMinutes }: Traffic): string {
  if (projections.length === 0) return ''
  const rows = projections.map(({ ttl, writesPerDay, readsPerDay, perMonth, saving }) => [
    ttl,
    formatTokens(writesPerDay),
    formatTokens(readsPerDay),
    formatMoney(perMonth),
    formatMoney(saving),
  ])
  const [first] = projections
  const best =
    first && first.saving > 0
      ? `A TTL of ${first.ttl} costs least.`
      : 'Caching costs more than it saves here.'
  const head = ['TTL', 'Writes a day', 'Reads a day', 'A month', 'Saved a month']
  return (
    `## Projection\n\n${plural(callsPerDay, 'call')} a day, ${plural(gapMinutes, 'minute')} apart, 30 days; ` +
    `uncached ${formatMoney(first?.uncachedPerMonth ?? 0)} a month. ${best}\n\n${table(head, rows)}`
  )
}

/** As many natural boundaries as are still read. */
const maxRows = 40

function natural({ natural: all }: Advice): string {
  if (all.length === 0) return ''
  const rows = all
    .slice(0, maxRows)
    .map(({ line, kind, text, tokens }) => [
      String(line),
      kind,
      `\`${text.replaceAll('`', "'").slice(0, 60)}\``,
      formatTokens(tokens),
    ])
  const rest = all.length > maxRows ? `\n\n… and ${all.length - maxRows} more.` : ''
  return `## Natural boundaries\n\n${table(['Line', 'Kind', '', 'Tokens before'], rows)}${rest}`
}

function findings({ problems, findings: all }: PromptAnalysis): string {
  const lines = [...problems, ...all].map(
    ({ severity, code, message }) => `- **${severity}** ${code}: ${escape(message)}`,
  )
  return lines.length > 0 ? `## Findings\n\n${lines.join('\n')}` : ''
}

function howCounted({ total }: PromptAnalysis): string {
  switch (total.how) {
    case 'exact':
      return 'Tokens were counted exactly.'
    case 'calibrated':
      return 'Tokens are estimates, corrected by recorded usage.'
    case 'estimated':
      return 'Tokens are estimates with their bounds.'
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((cells) => cells.map(cellOf))
  const widths = head.map((_, i) => Math.max(3, ...all.map((cells) => cells[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [first = [], ...others] = all
  return [first, widths.map((width) => '-'.repeat(width)), ...others].map(line).join('\n')
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\r?\n/g, ' ')
}

/** Text that Markdown does not take for its own. */
function escape(text: string): string {
  return text.replace(/[<*_`[\]]/g, '\\$&')
}
