import { Command } from 'commander'
import type { AnalyzeFilesOptions } from './analyze/analyze-files.ts'
import { withExamples } from './help.ts'
import { positive } from './option-values.ts'
import { withPromptOptions } from './prompt-options.ts'

/** `prompt-cache analyze FILE...`: boundary, tokens, advice and findings of prompt files. */
export function analyzeCommand(): Command {
  const command = new Command('analyze')
    .description('Show boundary, breakpoints, token counts, advice and findings of prompt files.')
    .argument('<file...>', 'prompt files, or - for standard input')
  withPromptOptions(command)
    .option('--calls <count>', 'calls a day, for the projection', positive, 100)
    .option('--gap <minutes>', 'minutes from one call to the next', positive, 2)
    .option('--save <file>', 'write the analysis as a Markdown document')
    .option('--json', 'print one JSON object a prompt')
    .action(async (files: readonly string[], options: AnalyzeFilesOptions) => {
      const { analyzeFiles } = await import('./analyze/analyze-files.ts')
      await analyzeFiles(files, options)
    })
  return withExamples(command, [
    ['prompt-cache analyze prompts/*.md', 'what is cached of each prompt, and what it costs'],
    ['prompt-cache analyze p.md --calls 500 --save report.md', 'a report for 500 calls a day'],
    ['cat request.json | prompt-cache analyze - --json', 'a request body, for programs'],
  ])
}
