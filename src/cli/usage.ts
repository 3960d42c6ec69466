import { Command, Option } from 'commander'
import { withExamples } from './help.ts'
import type { UsageOptions } from './usage/show-usage.ts'

/** `prompt-cache usage [PATH...]`: what logs and folders of transcripts come to. */
export function usageCommand(): Command {
  const command = new Command('usage')
    .description(
      'Add up logs and folders of agent transcripts: tokens, money, hit rate, and what misses cost.',
    )
    .argument('[path...]', 'logs and folders; without any, where agents keep their sessions')
    .addOption(
      new Option('--by <what>', 'a line for each of these')
        .choices(['day', 'session', 'model', 'project'])
        .default('day'),
    )
    .option('--since <date>', 'leave out what is older: a date (2026-02-28), or days (7d)')
    .option('--json', 'print one JSON object')
    .action(async (paths: readonly string[], options: UsageOptions) => {
      const { showUsage } = await import('./usage/show-usage.ts')
      await showUsage(paths, options)
    })
  return withExamples(command, [
    ['prompt-cache usage', 'all sessions of the agents on this machine, by day'],
    ['prompt-cache usage ~/.claude/projects --by project --since 30d', 'the last month by project'],
    ['prompt-cache usage agent.capture.jsonl --by model --json', 'one log, for programs'],
  ])
}
