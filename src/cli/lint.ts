import { Command, Option } from 'commander'
import { withExamples } from './help.ts'
import type { LintOptions } from './lint/check.ts'
import type { LintFormat } from './lint-formats.ts'
import { positive, whole } from './option-values.ts'
import { withPromptOptions } from './prompt-options.ts'

/** `prompt-cache lint FILE...`: only what is wrong with prompts and the code that sends them. */
export function lintCommand(): Command {
  const command = new Command('lint')
    .description('Find what wastes the cache in prompts and in the code that sends them.')
    .argument('<file...>', 'prompt files and source code, or - for standard input')
  withPromptOptions(command)
    .option('--fix', 'change the files where the change is mechanical')
    .option('--max-warnings <count>', 'warnings that do not fail; errors always do', whole, 0)
    .option('--baseline <file>', 'fail where a cached prefix is not the approved one')
    .option('--update-baseline', 'approve the cached prefixes as they are now')
    .option(
      '--update-hashes',
      'record the cached prefixes in promptcache.json, as those that are meant',
    )
    .option('--growth <percent>', 'how much more a changed prefix may cost', positive, 10)
    .addOption(
      new Option('--format <how>', 'how findings are printed').choices(formats).default('text'),
    )
    .option('--json', 'the same as --format json')
    .action(async (files: readonly string[], options: LintOptions) => {
      const { lint } = await import('./lint/check.ts')
      await lint(files, options)
    })
  return withExamples(command, [
    ["prompt-cache lint 'src/**/*.{ts,py,md}'", 'everything that sends or holds a prompt'],
    ['prompt-cache lint --fix prompts/*.md', 'mend what is mechanical'],
    [
      'prompt-cache lint --baseline prompts/cache.json --update-baseline prompts/*.md',
      'approve the prefixes; without the second option, fail where one changed',
    ],
    [
      'prompt-cache lint --update-hashes prompts/*.md',
      'tell of every other prefix from now on, with what writing it costs',
    ],
    ['prompt-cache lint --format sarif src/*.ts > lint.sarif', 'for code scanning'],
  ])
}

const formats: readonly LintFormat[] = ['text', 'json', 'sarif', 'github']
