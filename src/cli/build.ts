import { Command, Option } from 'commander'
import type { BuildFormat } from '../core/build.ts'
import type { BuildFileOptions } from './build/build-file.ts'
import { withExamples } from './help.ts'
import { variable, whole } from './option-values.ts'
import { withPromptOptions } from './prompt-options.ts'

/** `prompt-cache build FILE`: a template and its variables as a request. */
export function buildCommand(): Command {
  const command = new Command('build')
    .description('Build a request from a prompt file and its variables.')
    .argument('<file>', 'a prompt file, or - for standard input')
    .option('--vars <file>', 'values of the variables, in JSON or YAML')
    .option('--set <name=value>', 'the value of a variable; once for each', variable)
    .option('--user <text>', 'what the user says, where the prompt holds no message')
    .addOption(
      new Option('--as <format>', 'what to write').choices(Object.keys(formats)).default('json'),
    )
    .option('--max-tokens <count>', 'the longest answer', whole, 1024)
  withPromptOptions(command).action(async (file: string, options: BuildFileOptions) => {
    const { buildFile } = await import('./build/build-file.ts')
    await buildFile(file, options)
  })
  return withExamples(command, [
    ['prompt-cache build p.md --vars p.vars.json', 'a Messages API body on standard output'],
    ['prompt-cache build p.md --set name=Ada --as curl', 'a shell command that sends it'],
  ])
}

const formats = {
  json: true,
  typescript: true,
  python: true,
  curl: true,
  'ai-sdk': true,
  bedrock: true,
  claude: true,
} satisfies Record<BuildFormat, true>
