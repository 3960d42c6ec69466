import type { Command } from 'commander'
import { colors } from './terminal.ts'

/** A call of a command and what it does. */
export type Example = readonly [call: string, does: string]

/** Adds examples to the end of a command's help. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.map(([call, does]) => `  ${colors.dim(`# ${does}`)}\n  ${call}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
