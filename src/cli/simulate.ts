import { Command, Option } from 'commander'
import type { SnippetLanguage } from '../core/snippet.ts'
import { withExamples } from './help.ts'
import type { CompareOptions } from './simulate/compare-logs.ts'

/** `prompt-cache simulate LOG...`: what captured logs would have cost with breakpoints elsewhere. */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Compare strategies: what captured logs would have cost with other breakpoints.')
    .argument('<log...>', 'captured logs that hold request bodies, or - for standard input')
    .option('--json', 'print one JSON object a session and strategy')
    .addOption(
      new Option('--code <language>', 'print the cheapest strategy as code').choices(languages),
    )
    .action(async (files: readonly string[], options: CompareOptions) => {
      const { compareLogs } = await import('./simulate/compare-logs.ts')
      await compareLogs(files, options)
    })
  return withExamples(command, [
    ['prompt-cache simulate agent.capture.jsonl', 'every strategy, the optimum first'],
    ['prompt-cache simulate agent.capture.jsonl --code python', 'the cheapest strategy, to paste'],
    ['prompt-cache simulate "logs/*.jsonl" --json', 'for programs'],
  ])
}

const languages: readonly SnippetLanguage[] = ['typescript', 'python']
