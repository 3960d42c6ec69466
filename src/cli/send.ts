import { Command, Option } from 'commander'
import { testLogPath } from '../api/test-log-path.ts'
import { testModes } from '../core/test-modes.ts'
import { withConnection } from './connection.ts'
import { withExamples } from './help.ts'
import { money, variable, whole } from './option-values.ts'
import { withPromptOptions } from './prompt-options.ts'
import type { SendOptions } from './send/body.ts'

/** `prompt-cache send FILE`: sends a test request and compares what was predicted with what was answered. */
export function sendCommand(): Command {
  const command = new Command('send')
    .description('Send a test request, and compare the prediction with the answer.')
    .argument('<file>', 'a prompt file, a request body, source code, or a captured log')
    .addOption(
      new Option('--mode <mode>', 'what to send')
        .choices(testModes.map(({ id }) => id))
        .default('single'),
    )
    .option('--prompt <name>', 'which prompt of a file that holds several, by its name or number')
    .option('--iteration <number>', 'which request of a log, counted from 1', whole)
    .option('--vars <file>', 'values of the variables, in JSON or YAML')
    .option('--set <name=value>', 'the value of a variable; once for each', variable)
    .option('--user <text>', 'what the user says, where the prompt holds no message')
    .option(
      '--max-tokens <count>',
      'the longest answer, where the prompt does not say',
      whole,
      1024,
    )
    .option('--wait <seconds>', 'the pause of the mode "wait"', whole, 330)
    .option('--turns <count>', 'the turns of the mode "conversation"', whole, 3)
    .option('--say <text>', 'what the user says in each further turn', 'Go on.')
    .option('--dry-run', 'send nothing: show what the rules say')
    .option('--yes', 'send without asking')
    .option('--budget <usd>', 'what tests may cost a day, in US dollars', money, 5)
    .option('--log <file>', `where answers are kept (default: ${testLogPath})`)
  withPromptOptions(withConnection(command))
    .option('--json', 'print the result as one JSON object')
    .action(async (file: string, options: SendOptions) => {
      const { sendFile } = await import('./send/send-file.ts')
      await sendFile(file, options)
    })
  return withExamples(command, [
    ['prompt-cache send request.json --mode pair', 'cold and warm: the second reads'],
    ['prompt-cache send answer.prompt.md --set name=Ada --yes', 'a template, without asking'],
    ['prompt-cache send agent.ts --prompt review --mode conversation', 'a call in source code'],
    ['prompt-cache send log.capture.jsonl --iteration 3 --dry-run', 'what the rules say, no more'],
  ]).addHelpText('after', keyHelp)
}

const keyHelp = `
The key is read from ANTHROPIC_API_KEY, and only from there. Without one it is a
dry run. Findings are answers that were not as predicted; requests that failed
are not evaluated.`
