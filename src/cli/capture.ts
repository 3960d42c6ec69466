import { Command, Option } from 'commander'
import { usualBaseUrl } from '../api/messages-api.ts'
import type { CaptureOptions } from './capture/run-capture.ts'
import { withExamples } from './help.ts'
import { whole } from './option-values.ts'

/** `prompt-cache capture`: a proxy on this machine that records what clients ask of the API. */
export function captureCommand(): Command {
  const command = new Command('capture')
    .description(
      'Record live traffic: a proxy on this machine that passes requests to the API and appends each call to a log.\n' +
        'Nothing is changed on the way, and no key, token or cookie is written.',
    )
    .argument(
      '[command...]',
      'a command to run with ANTHROPIC_BASE_URL set; the capture ends with it',
    )
    .option('--out <file>', 'the log that is appended to', 'prompt-cache.capture.jsonl')
    .option('--upstream <url>', `the API (default: $ANTHROPIC_BASE_URL or ${usualBaseUrl})`)
    .option('--proxy <url>', 'an HTTP proxy to reach the API through (default: $HTTPS_PROXY)')
    .option('--port <number>', 'the port to listen on; 0 for any', whole, 0)
    .addOption(
      new Option('--bodies <how>', 'what the log holds of requests')
        .choices(['full', 'digests'])
        .default('full'),
    )
    .option('--diagnostics', "ask for the API's own miss reasons (adds a field to each request)")
    .option('--json', 'print one JSON object a call')
    .action(async (run: readonly string[], options: CaptureOptions) => {
      const { runCapture } = await import('./capture/run-capture.ts')
      await runCapture(run, options)
    })
  return withExamples(command, [
    ['prompt-cache capture', 'start, and say what to set ANTHROPIC_BASE_URL to'],
    ['prompt-cache capture --out agent.capture.jsonl -- claude', 'record one run of an agent'],
    ['prompt-cache capture --bodies digests --port 4111', 'without the texts, on a port of yours'],
  ])
}
