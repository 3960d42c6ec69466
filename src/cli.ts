import { Command, CommanderError } from 'commander'
import { analyzeCommand } from './cli/analyze.ts'
import { buildCommand } from './cli/build.ts'
import { lintCommand } from './cli/lint.ts'
import { replayCommand } from './cli/replay.ts'
import { HumanError } from './errors.ts'

/** Exit codes: fine, findings, wrong usage, not evaluated. */
const exit = { usage: 2, notEvaluated: 3 } as const

async function main(): Promise<void> {
  const program = new Command('prompt-cache')
    .description('See and tune the prompt caches of your Claude requests.')
    .version(VERSION)
    .exitOverride()
  for (const add of [analyzeCommand, lintCommand, buildCommand, replayCommand])
    program.addCommand(add().exitOverride())
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : exit.usage
    } else if (error instanceof HumanError) {
      process.stderr.write(`${error.message}\n`)
      process.exitCode = exit.notEvaluated
    } else {
      throw error
    }
  }
}

// A reader that stops early, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

void main()
