import type { Command } from 'commander'
import { further } from './option-values.ts'

/** Adds the options of every command that reads prompts: `PromptOptions`. */
export function withPromptOptions(command: Command): Command {
  return command
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text>', 'a further boundary marker; once for each', further)
}
