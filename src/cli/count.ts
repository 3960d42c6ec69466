import { Command } from 'commander'
import { withConnection } from './connection.ts'
import type { CountOptions } from './count/count-files.ts'
import { withExamples } from './help.ts'

/** `prompt-cache count FILE...`: how many tokens files have, with bounds. */
export function countCommand(): Command {
  const command = new Command('count')
    .description(
      'Count the tokens of request bodies and of any other text, with bounds. Works without a network.',
    )
    .argument('<file...>', 'texts and request bodies, or - for standard input')
    .option('--model <id>', 'the model of files that name none')
    .option('--requests', 'the files hold one JSON object a line: "model", and "text" or "request"')
    .option('--exact', 'ask the API, which sends it the files: needs ANTHROPIC_API_KEY')
  withConnection(command)
    .option('--json', 'print one JSON object a file')
    .action(async (files: readonly string[], options: CountOptions) => {
      const { countFiles } = await import('./count/count-files.ts')
      await countFiles(files, options)
    })
  return withExamples(command, [
    ['prompt-cache count prompts/*.md --model claude-opus-5', 'the tokens of each file and of all'],
    ['prompt-cache count request.json', 'a request body, with all that the API adds to it'],
    ['prompt-cache count --requests bodies.jsonl.gz', 'many requests, one JSON object a line'],
  ])
}
