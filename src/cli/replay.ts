import { Command } from 'commander'
import { withExamples } from './help.ts'
import type { ReplayOptions } from './replay/replay-logs.ts'

/** `prompt-cache replay LOG...`: every iteration of captured logs, with what was read, written and lost. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Replay captured logs: what every iteration read, wrote and lost, and why.')
    .argument(
      '<log...>',
      'captured logs or agent transcripts, packed or not, or - for standard input',
    )
    .option('--json', 'print one JSON object an exchange')
    .action(async (files: readonly string[], options: ReplayOptions) => {
      const { replayLogs } = await import('./replay/replay-logs.ts')
      await replayLogs(files, options)
    })
  return withExamples(command, [
    ['prompt-cache replay agent.capture.jsonl', 'every request of a captured log'],
    ['prompt-cache replay ~/.claude/projects/*/*.jsonl', 'agent transcripts'],
    ['zcat old.jsonl.gz | prompt-cache replay - --json', 'standard input, for programs'],
  ])
}
