import type { PromptAnalysis } from './analysis.ts'
import type { Advice } from './boundary-advice.ts'
import {
  formatBounds,
  formatCount,
  formatMoney,
  formatShare,
  formatTokens,
  plural,
} from './format.ts'
import type { CallCosts, Traffic } from './projection.ts'

/** What a report is about, besides the advice. */
export interface ReportOptions {
  /** What the prompt is called: its file, and its name where the file holds several. */
  readonly title: string
  readonly traffic: Traffic
}

/** The analysis of a prompt as a Markdown document that can be saved. Its tables fit into half of a small window. */
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
  const minimum = model ? `, which caches from ${formatTokens(model.minimum)} tokens on` : ''
  return [
    `- Model: ${escape(name)}${minimum}`,
    `- Lines: ${formatTokens(lines)}`,
    `- Whole prompt: ${formatBounds(total)}`,
    `- Cached prefix: ${formatBounds(cached)}`,
  ].join('\n')
}

function parts({ parts: all }: Advice): string {
  const rows = all.map(({ name, section, lines, tokens, isCached }) => [
    `${name.replace(/ (?:part|prompt)$/, '')} (${section})`,
    lines ? [...new Set([lines.first, lines.last])].join('-') : '',
    formatCount(tokens),
    isCached ? 'yes' : 'no',
  ])
  return `## Parts\n\n${table(['Part', 'Lines', 'Tokens', 'Cached'], rows)}`
}

const verdicts = { cached: 'yes', below: 'no', uncertain: 'maybe', unknown: '?' } as const

function breakpoints({ breakpoints: all }: PromptAnalysis): string {
  if (all.length === 0) return ''
  const rows = all.map(({ number, prefix, ttl, verdict, cost }) => [
    `BP${number} ${ttl}`,
    formatCount(prefix),
    verdicts[verdict],
    cost ? formatMoney(cost.write) : '',
    cost ? formatMoney(cost.read) : '',
  ])
  return `## Breakpoints\n\n${table(['BP', 'Tokens', 'Cached', 'A write', 'A read'], rows)}`
}

function recommendation({ recommended }: Advice): string {
  const { line, tokens, reason } = recommended
  const where =
    line === undefined ? 'No boundary' : `Line ${line}, after about ${formatTokens(tokens)} tokens`
  return `## Recommended boundary\n\n**${where}.** ${escape(reason)}`
}

function costs({ costs: now, recommended }: Advice): string {
  if (!now) return ''
  const better =
    !recommended.isMet && recommended.offset !== undefined ? recommended.costs : undefined
  const row = (name: string, words: (costs: CallCosts) => string): string[] => [
    name,
    words(now),
    ...(better ? [words(better)] : []),
  ]
  const rows = [
    row('Uncached', ({ uncached }) => formatMoney(uncached)),
    row('Cold, which writes', ({ cold }) => formatMoney(cold)),
    row('Warm, which reads', ({ warm }) => formatMoney(warm)),
    row('Saved when warm', ({ saving }) => formatShare(saving)),
    row('Pays off from', ({ paysOffAt }) =>
      Number.isFinite(paysOffAt) ? `call ${paysOffAt}` : 'never',
    ),
  ]
  const head = ['A call', 'As it is', ...(better ? ['As recommended'] : [])]
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
  const head = ['TTL', 'Writes/day', 'Reads/day', 'A month', 'Saved']
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
    .map(({ line, text, tokens }) => [
      String(line),
      `\`${shortened(text.replaceAll('`', "'"), maxWords)}\``,
      formatTokens(tokens),
    ])
  const rest = all.length > maxRows ? `\n\n… and ${all.length - maxRows} more.` : ''
  return (
    '## Natural boundaries\n\nWhere a prefix could end, and about how many tokens it would have.\n\n' +
    `${table(['Line', 'Text', 'Tokens'], rows)}${rest}`
  )
}

/** As much of a line as is known again. */
const maxWords = 36

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
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
