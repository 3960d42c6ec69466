import { Command, CommanderError } from 'commander'
import { HumanError } from '../errors.ts'
import { commands } from './commands.ts'
import { endWith, exit } from './exit.ts'
import { tell } from './inputs.ts'
import { colors } from './terminal.ts'

/** Runs the command that the arguments name. Failures are told on standard error; the exit code says what became of it. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    const program = await programFor(args)
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) endWith(exit.usage)
    } else if (error instanceof HumanError) {
      tell(error)
    } else {
      process.stderr.write(unexpected(error, process.versions.node))
      endWith(exit.notEvaluated)
    }
  }
}

/** What there is to say of a failure that nobody foresaw; an old Node is the likeliest reason for one. */
export function unexpected(error: unknown, node: string): string {
  const wanted = NODE.replace('>=', '')
  const isOld = wanted.localeCompare(node, 'en', { numeric: true }) > 0
  if (isOld) return `prompt-cache needs Node ${wanted} or newer, and this is ${node}.\n`
  const what = error instanceof Error ? (error.stack ?? '') : String(error)
  return `prompt-cache failed unexpectedly. Please report this:\n${what}\n`
}

/** The whole program, with the code of only that command which the arguments name. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command('prompt-cache')
    .description('See and tune the prompt caches of your Claude requests.')
    .version(VERSION)
    .usage('<command> [options]')
    .exitOverride()
    .showHelpAfterError('Add --help to see how it is used.')
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      styleTitle: (title) => colors.bold(title),
    })
    .addHelpText('after', exitCodes)
  const wanted = args.slice(0, 2).find((each) => each in commands)
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = name === wanted ? await load() : new Command(name)
    program.addCommand(command.summary(summary))
    for (const each of [command, ...command.commands]) each.copyInheritedSettings(program)
  }
  return program
}

const exitCodes = `
Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 not evaluated.
Add --help to a command for its options and examples.`
