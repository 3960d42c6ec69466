import { Command } from 'commander'
import { type Analysis, type PromptAnalysis, analyze } from '../core/analyze.ts'
import { formatBounds } from '../core/format.ts'
import { breakpointLabel } from '../core/label.ts'
import { type Place, placesIn } from '../core/places.ts'
import { HumanError } from '../errors.ts'
import { readText } from '../files.ts'

interface Options {
  readonly model: string
  readonly marker: readonly string[]
  readonly json?: true
}

/** `prompt-cache analyze FILE...`: boundary, tokens and findings of prompt files. */
export function analyzeCommand(): Command {
  return new Command('analyze')
    .description('show boundary, breakpoints, token counts and findings of prompt files')
    .argument('<file...>', 'prompt files, or - for standard input')
    .option('--model <id>', 'the model of prompts that name none', 'claude-sonnet-4-5')
    .option('--marker <text...>', 'further boundary markers', [])
    .option('--json', 'print one JSON object a prompt')
    .action(async (files: readonly string[], options: Options) => {
      for (const file of files) {
        const text = await readText(file)
        const { model, marker: markers } = options
        const analysis = analyze({ text, path: file }, { model, markers })
        if (!analysis) throw new HumanError(noPrompt(file))
        if (hasFindings(analysis)) process.exitCode = 1
        process.stdout.write(options.json ? toJson(file, analysis) : toText(file, text, analysis))
      }
    })
}

function noPrompt(file: string): string {
  return (
    `${file} holds no prompt: no cache boundary such as <<CACHE_BOUNDARY>>, no "## Context" with variables, ` +
    'no Messages API body. Add a boundary, or name the marker you use with --marker.'
  )
}

function hasFindings({ prompts }: Analysis): boolean {
  return prompts.some(({ findings, problems }) =>
    [...findings, ...problems].some(({ severity }) => severity !== 'information'),
  )
}

function toJson(file: string, { source, prompts }: Analysis): string {
  const lines = prompts.map((each) => ({
    file,
    source,
    model: each.model?.id ?? each.prompt.model,
    total: each.total,
    cached: each.cached,
    breakpoints: each.breakpoints.map(({ number, ttl, prefix, verdict, isAutomatic, cost }) => ({
      number,
      ttl,
      isAutomatic,
      prefix,
      verdict,
      cost: cost ?? null,
    })),
    findings: [...each.problems, ...each.findings],
  }))
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function toText(file: string, text: string, analysis: Analysis): string {
  const places = placesIn(text)
  return analysis.prompts
    .map((prompt) => {
      const name = prompt.model?.name ?? (prompt.prompt.model || 'no model')
      return [
        `${file}: ${analysis.sourceName}, ${name}`,
        `  whole prompt   ${formatBounds(prompt.total)}`,
        `  cached prefix  ${formatBounds(prompt.cached)}`,
        ...prompt.breakpoints.map((each) => {
          const at = each.span ? `line ${places(each.span.start).line}: ` : ''
          return `  ${at}${breakpointLabel(each, prompt.model)}`
        }),
        ...findingLines(prompt, file, places),
        '',
      ].join('\n')
    })
    .join('\n')
}

function findingLines(
  { problems, findings }: PromptAnalysis,
  file: string,
  places: (offset: number) => Place,
): string[] {
  return [...problems, ...findings].map(({ severity, code, message, span }) => {
    const { line, column } = places(span?.start ?? 0)
    return `${file}:${line}:${column} ${severity} ${code}: ${message}`
  })
}
