import { Command, InvalidArgumentError, Option } from 'commander'
import { type BuildFormat, build } from '../core/build.ts'
import { formats } from '../core/build/formats.ts'
import { settingsOf } from '../core/front-matter.ts'
import { asSamples } from '../core/samples.ts'
import type { Samples } from '../core/variables.ts'
import { HumanError } from '../errors.ts'
import { readText } from '../files.ts'
import { endWith, exit } from './exit.ts'
import { withExamples } from './help.ts'
import { whole } from './numbers.ts'
import { type PromptOptions, analyzeFile, readPromptFile } from '../prompt-file.ts'

interface Options extends PromptOptions {
  readonly vars?: string
  readonly set: Samples
  readonly as: BuildFormat
  readonly maxTokens: number
  readonly user?: string
}

/** `prompt-cache build FILE`: a template and its variables as a request. */
export function buildCommand(): Command {
  const command = new Command('build')
    .description('Build a request from a prompt file and its variables.')
    .argument('<file>', 'a prompt file, or - for standard input')
    .option('--vars <file>', 'values of the variables, in JSON or YAML')
    .option('--set <name=value...>', 'the value of a variable', pair, {})
    .option('--user <text>', 'what the user says, where the prompt holds no message')
    .addOption(
      new Option('--as <format>', 'what to write').choices(Object.keys(formats)).default('json'),
    )
    .option('--max-tokens <count>', 'the longest answer', whole, 1024)
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text...>', 'further boundary markers', [])
    .action(async (file: string, options: Options) => {
      const read = await readPromptFile(file, options)
      const [prompt, ...others] = analyzeFile(file, read).prompts
      if (!prompt) throw new HumanError(`${file} holds no prompt that could be built.`)
      if (others.length > 0) {
        process.stderr.write(
          `${file} holds ${others.length + 1} prompts; the first one is built.\n`,
        )
      }
      const { vars, set, as: format, maxTokens, user } = options
      const fileValues = vars === undefined ? {} : asSamples(settingsOf(await readText(vars)))
      const built = build(prompt, {
        values: { ...fileValues, ...set },
        format,
        config: read.config,
        maxTokens,
        ...(user !== undefined && { user }),
      })
      for (const each of built.fallbacks) process.stderr.write(`Without a breakpoint: ${each}\n`)
      for (const name of built.missing) process.stderr.write(`No value for {{${name}}}.\n`)
      process.stdout.write(built.text)
      if (built.fallbacks.length > 0 || built.missing.length > 0) endWith(exit.findings)
    })
  return withExamples(command, [
    ['prompt-cache build p.md --vars p.vars.json', 'a Messages API body on standard output'],
    ['prompt-cache build p.md --set name=Ada --as curl', 'a shell command that sends it'],
  ])
}

function pair(text: string, before: Samples): Samples {
  const at = text.indexOf('=')
  if (at <= 0) throw new InvalidArgumentError('Expected name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
