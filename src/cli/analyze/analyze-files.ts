import { writeFile } from 'node:fs/promises'
import type { Analysis, PromptAnalysis } from '../../core/analysis.ts'
import { type Advice, adviseOn } from '../../core/boundary-advice.ts'
import { formatBounds, formatMoney, formatShare, formatTokens, plural } from '../../core/format.ts'
import { prefixHash } from '../../core/hash.ts'
import { breakpointLabel } from '../../core/label.ts'
import { placesIn } from '../../core/places.ts'
import type { Traffic } from '../../core/projection.ts'
import { renderReport } from '../../core/report.ts'
import { allFindings, isWrong } from '../../core/findings.ts'
import { requestsOf } from '../../core/recurring.ts'
import { endWith, exit } from '../exit.ts'
import { findingLines } from '../findings.ts'
import { eachFile } from '../inputs.ts'
import { printJson, printLines } from '../lines.ts'
import {
  type PromptFile,
  type PromptOptions,
  analyzeFile,
  readPromptFile,
} from '../../prompt-file.ts'
import { tableLines } from '../table.ts'
import { colors } from '../terminal.ts'

/** What `prompt-cache analyze` can be told. */
export interface AnalyzeFilesOptions extends PromptOptions {
  readonly json?: true
  readonly calls: number
  readonly gap: number
  readonly save?: string
}

/** Prints what is cached of prompt files, what that costs, and what is wrong with them. */
export async function analyzeFiles(
  files: readonly string[],
  options: AnalyzeFilesOptions,
): Promise<void> {
  const reports: string[] = []
  await eachFile(files, async (file) => {
    const read = await readPromptFile(file, options)
    const analysis = analyzeFile(file, read)
    if (isWrong(allFindings(analysis))) endWith(exit.findings)
    const traffic = { callsPerDay: options.calls, gapMinutes: options.gap }
    const advised = analysis.prompts.map((prompt) => ({
      prompt,
      advice: adviseOn(prompt, read.document, { ...read.options, traffic }),
    }))
    reports.push(...advised.map((each) => report(file, each, traffic)))
    if (options.json) printJson(advised.map((each) => toRow(file, each)))
    else printLines(toText(file, read, analysis, { advised, traffic }))
  })
  if (options.save !== undefined) await writeFile(options.save, reports.join('\n'))
}

interface Advised {
  readonly prompt: PromptAnalysis
  readonly advice: Advice
}

function report(file: string, { prompt, advice }: Advised, traffic: Traffic): string {
  const title = prompt.name === undefined ? file : `${file}, ${prompt.name}`
  return renderReport(prompt, advice, { title, traffic })
}

function toRow(file: string, { prompt, advice }: Advised): object {
  return {
    file,
    name: prompt.name ?? null,
    source: prompt.source,
    model: prompt.model?.id ?? prompt.prompt.model,
    total: prompt.total,
    cached: prompt.cached,
    hash: prefixHash(prompt.prompt),
    breakpoints: prompt.breakpoints.map(({ number, ttl, prefix, verdict, isAutomatic, cost }) => ({
      number,
      ttl,
      isAutomatic,
      prefix,
      verdict,
      cost: cost ?? null,
    })),
    findings: [...prompt.problems, ...prompt.findings],
    advice,
  }
}

function toText(
  file: string,
  { document }: PromptFile,
  analysis: Analysis,
  { advised, traffic }: { readonly advised: readonly Advised[]; readonly traffic: Traffic },
): string[] {
  const places = placesIn(document.text)
  const prompts = advised.map(({ prompt, advice }) => {
    const model = prompt.model?.name ?? (prompt.prompt.model || 'no model')
    const name = prompt.name === undefined ? '' : ` (${prompt.name})`
    return [
      `${colors.bold(file)}${name}: ${analysis.sourceName}, ${model}`,
      ...tableLines(
        [
          ['  whole prompt', formatBounds(prompt.total)],
          ['  cached prefix', formatBounds(prompt.cached)],
          ...prompt.breakpoints.map((each) => [
            each.span ? `  line ${places(each.span.start).line}` : '',
            breakpointLabel(each, prompt.model),
          ]),
          ...adviceRows(advice, traffic),
        ],
        { left: [0] },
      ),
    ].join('\n')
  })
  const requests = requestsOf(analysis)
  const findings = findingLines(file, document.text, allFindings(analysis), requests)
  return [...prompts, ...findings]
}

function adviceRows(
  { recommended, costs, projections }: Advice,
  { callsPerDay }: Traffic,
): string[][] {
  const { line, tokens, reason, isMet } = recommended
  const where = line === undefined ? '' : `line ${line}, about ${formatTokens(tokens)} tokens: `
  const [best] = projections
  return [
    [isMet ? '  boundary' : '  recommended', `${where}${reason}`],
    ...(costs
      ? [
          [
            '  a call',
            `${formatMoney(costs.cold)} cold, ${formatMoney(costs.warm)} warm, ` +
              `${formatMoney(costs.uncached)} uncached (${formatShare(costs.saving)} saved when warm)`,
          ],
        ]
      : []),
    ...(best && best.saving > 0
      ? [
          [
            '  a month',
            `${formatMoney(best.saving)} saved with a TTL of ${best.ttl}, at ${plural(callsPerDay, 'call')} a day`,
          ],
        ]
      : []),
  ]
}
