import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import type { Analysis, PromptAnalysis } from '../core/analyze.ts'
import { type Advice, adviseOn } from '../core/boundary-advice.ts'
import { formatBounds, formatMoney, formatShare, formatTokens } from '../core/format.ts'
import { prefixHash } from '../core/hash.ts'
import { breakpointLabel } from '../core/label.ts'
import { placesIn } from '../core/places.ts'
import type { Traffic } from '../core/projection.ts'
import { renderReport } from '../core/report.ts'
import { allFindings, isWrong } from '../core/findings.ts'
import { findingLines } from './findings.ts'
import { type PromptFile, type PromptOptions, analyzeFile, readPromptFile } from './prompt-file.ts'

interface Options extends PromptOptions {
  readonly json?: true
  readonly calls: number
  readonly gap: number
  readonly save?: string
}

/** `prompt-cache analyze FILE...`: boundary, tokens, advice and findings of prompt files. */
export function analyzeCommand(): Command {
  return new Command('analyze')
    .description('show boundary, breakpoints, token counts, advice and findings of prompt files')
    .argument('<file...>', 'prompt files, or - for standard input')
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text...>', 'further boundary markers', [])
    .option('--calls <count>', 'calls a day, for the projection', number, 100)
    .option('--gap <minutes>', 'minutes from one call to the next', number, 2)
    .option('--save <file>', 'write the analysis as a Markdown document')
    .option('--json', 'print one JSON object a prompt')
    .action(async (files: readonly string[], options: Options) => {
      const reports: string[] = []
      for (const file of files) {
        const read = await readPromptFile(file, options)
        const analysis = analyzeFile(file, read)
        if (isWrong(allFindings(analysis))) process.exitCode = 1
        const traffic = { callsPerDay: options.calls, gapMinutes: options.gap }
        const advised = analysis.prompts.map((prompt) => ({
          prompt,
          advice: adviseOn(prompt, read.document, { ...read.options, traffic }),
        }))
        reports.push(...advised.map((each) => report(file, each, traffic)))
        process.stdout.write(
          options.json ? toJson(file, advised) : toText(file, read, analysis, advised),
        )
      }
      if (options.save !== undefined) await writeFile(options.save, reports.join('\n'))
    })
}

interface Advised {
  readonly prompt: PromptAnalysis
  readonly advice: Advice
}

function report(file: string, { prompt, advice }: Advised, traffic: Traffic): string {
  const title = prompt.name === undefined ? file : `${file}, ${prompt.name}`
  return renderReport(prompt, advice, { title, traffic })
}

function toJson(file: string, advised: readonly Advised[]): string {
  const lines = advised.map(({ prompt: each, advice }) => ({
    file,
    name: each.name ?? null,
    source: each.source,
    model: each.model?.id ?? each.prompt.model,
    total: each.total,
    cached: each.cached,
    hash: prefixHash(each.prompt),
    breakpoints: each.breakpoints.map(({ number, ttl, prefix, verdict, isAutomatic, cost }) => ({
      number,
      ttl,
      isAutomatic,
      prefix,
      verdict,
      cost: cost ?? null,
    })),
    findings: [...each.problems, ...each.findings],
    advice,
  }))
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function toText(
  file: string,
  { document }: PromptFile,
  analysis: Analysis,
  advised: readonly Advised[],
): string {
  const places = placesIn(document.text)
  const prompts = advised.map(({ prompt, advice }) => {
    const model = prompt.model?.name ?? (prompt.prompt.model || 'no model')
    const name = prompt.name === undefined ? '' : ` (${prompt.name})`
    return [
      `${file}${name}: ${analysis.sourceName}, ${model}`,
      `  whole prompt   ${formatBounds(prompt.total)}`,
      `  cached prefix  ${formatBounds(prompt.cached)}`,
      ...prompt.breakpoints.map((each) => {
        const at = each.span ? `line ${places(each.span.start).line}: ` : ''
        return `  ${at}${breakpointLabel(each, prompt.model)}`
      }),
      ...adviceLines(advice),
    ].join('\n')
  })
  const findings = findingLines(file, document.text, allFindings(analysis))
  return [...prompts, ...findings, ''].join('\n')
}

function adviceLines({ recommended, costs, projections }: Advice): string[] {
  const { line, tokens, reason, isMet } = recommended
  const where = line === undefined ? '' : `line ${line}, about ${formatTokens(tokens)} tokens: `
  const [best] = projections
  return [
    `  ${isMet ? 'boundary' : 'recommended'}  ${where}${reason}`,
    ...(costs
      ? [
          `  a call         ${formatMoney(costs.cold)} cold, ${formatMoney(costs.warm)} warm, ` +
            `${formatMoney(costs.uncached)} uncached (${formatShare(costs.saving)} saved when warm)`,
        ]
      : []),
    ...(best && best.saving > 0
      ? [`  a month        ${formatMoney(best.saving)} saved with a TTL of ${best.ttl}`]
      : []),
  ]
}

function number(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number.')
  return value
}
