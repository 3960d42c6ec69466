import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { usualBaseUrl } from '../../api/messages-api.ts'
import { type Capture, startCapture } from '../../capture/proxy.ts'
import type { Summary } from '../../capture/record.ts'
import { type Totals, noTotals, withExchange } from '../../capture/totals.ts'
import { hitRate } from '../../core/cost.ts'
import {
  formatDuration,
  formatMoney,
  formatShare,
  formatTime,
  formatTokens,
  plural,
} from '../../core/format.ts'
import { HumanError } from '../../errors.ts'
import { printJson, printLines } from '../lines.ts'
import { colors } from '../terminal.ts'

/** What `prompt-cache capture` can be told. */
export interface CaptureOptions {
  readonly upstream?: string
  readonly proxy?: string
  readonly port: number
  readonly out: string
  readonly bodies: 'full' | 'digests'
  readonly diagnostics?: true
  readonly json?: true
}

/** Records live traffic until it is stopped, or until the command that it was given ends. */
export async function runCapture(
  command: readonly string[],
  options: CaptureOptions,
): Promise<void> {
  const isAlone = command.length === 0
  const upstream = options.upstream ?? (process.env['ANTHROPIC_BASE_URL'] || usualBaseUrl)
  let totals = noTotals
  const capture = await startCapture({
    upstream,
    proxy: options.proxy,
    log: options.out,
    port: options.port,
    bodies: options.bodies,
    recorder: fileURLToPath(new URL('../recorder.js', import.meta.url)),
    ...(options.diagnostics && { diagnostics: true }),
    onExchange: (summary) => {
      totals = withExchange(totals, summary)
      if (options.json) printJson([toRow(summary)])
      // A command that is run here has the terminal to itself.
      else if (isAlone) printLines([toText(summary)])
    },
    onTrouble: (message) => {
      process.stderr.write(`${message}\n`)
    },
  })
  if (isAlone) await untilStopped(capture, `${upstream} into ${options.out}`)
  else process.exitCode = await runWith(capture, command)
  await capture.stop()
  process.stderr.write(`${summaryOf(totals)} in ${options.out}\n`)
}

async function untilStopped({ url }: Capture, what: string): Promise<void> {
  process.stderr.write(
    `Capturing calls of ${what}. Have your client use it, then Ctrl-C to stop:\n\n` +
      `  export ANTHROPIC_BASE_URL=${url}\n\n`,
  )
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}

/** Runs a command with the proxy as its API, and answers its exit code. */
async function runWith(
  { url, stop }: Capture,
  [name = '', ...args]: readonly string[],
): Promise<number> {
  const child = spawn(name, args, {
    stdio: 'inherit',
    env: { ...process.env, ANTHROPIC_BASE_URL: url },
  })
  // Ctrl-C reaches the command by itself; what it does then is its own affair.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } catch (error) {
    await stop()
    const why = error instanceof Error ? error.message : String(error)
    throw new HumanError(`${name} could not be run: ${why}.`)
  }
}

function toRow({ startedAt, usage, model, error, cut, ...rest }: Summary): object {
  return {
    startedAt: new Date(startedAt).toISOString(),
    model: model ?? null,
    usage: usage ?? null,
    hitRate: (usage && hitRate(usage)) ?? null,
    error: error ?? null,
    cut: cut ?? null,
    ...rest,
  }
}

function toText({ startedAt, status, model, usage, firstByteMs, cut, error }: Summary): string {
  const start = `${formatTime(startedAt)}  ${model ?? 'no model'}  `
  if (!usage) return start + colors.red(`${status} ${error ?? cut ?? ''}`.trimEnd())
  const { read, write5m, write1h, input, output } = usage
  const rate = formatShare(hitRate(usage))
  return [
    start + (read > 0 ? colors.green(`read ${formatTokens(read)} (${rate})`) : 'read nothing'),
    `wrote ${formatTokens(write5m + write1h)}`,
    `input ${formatTokens(input)}`,
    `output ${formatTokens(output)}`,
    `first byte after ${formatDuration(firstByteMs)}`,
    ...(cut ? [colors.yellow(`cut off by the ${cut}`)] : []),
  ].join(', ')
}

function summaryOf({ exchanges, failed, usage, usd }: Totals): string {
  const parts = [
    plural(exchanges, 'call'),
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${formatShare(hitRate(usage))} read`,
    formatMoney(usd),
  ]
  return parts.join(', ')
}
