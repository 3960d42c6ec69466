import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { runTest } from '../../api/run-test.ts'
import { spendingFile, spendingIn } from '../../api/spending.ts'
import { appendToLog, readHistory } from '../../api/test-log.ts'
import { testLogPath } from '../../api/test-log-path.ts'
import type { Clock, Progress, TestRun } from '../../api/test-run.ts'
import { formatDuration, formatMoney } from '../../core/format.ts'
import type { TestPlan } from '../../core/test-plan.ts'
import { type Preview, previewOf } from '../../core/test-preview.ts'
import { textReport } from '../../core/test-report.ts'
import type { TestResult } from '../../core/test-result.ts'
import { countBlock } from '../../core/tokens.ts'
import { HumanError } from '../../errors.ts'
import { connectionOf } from '../connection.ts'
import { endWith, exit } from '../exit.ts'
import { type SendOptions, bodyFrom } from './body.ts'

/** Sends a test request, and prints the prediction beside the answer. */
export async function sendFile(file: string, options: SendOptions): Promise<void> {
  const result = await test(file, options)
  if (!result) return
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : textReport(result))
  if (result.steps.some(({ failure }) => failure)) endWith(exit.notEvaluated)
  if (result.steps.some(({ match }) => match === 'different')) endWith(exit.findings)
}

/** Sends, after asking; undefined when the answer is no. */
async function test(file: string, options: SendOptions): Promise<TestResult | undefined> {
  const connection = connectionOf(options)
  const { key, baseUrl } = connection
  const isDry = options.dryRun === true || key === ''
  const { body, betas, notes } = await bodyFrom(file, options)
  for (const note of notes) process.stderr.write(`${note}\n`)
  const { mode, turns, say, wait, budget } = options
  const plan: TestPlan = { mode, body, betas, turns, say, waitMs: wait * 1000 }
  const log = resolve(options.log ?? join(file === '-' ? '.' : dirname(file), testLogPath))
  const stop = new AbortController()
  const run: TestRun = {
    title: file,
    api: undefined,
    ...{ baseUrl, budget, clock, signal: stop.signal, count: countBlock },
    history: await readHistory(log),
    spending: spendingIn(spendingFile()),
    secrets: [key],
    onProgress: process.stderr.isTTY ? showProgress : () => undefined,
    keep: (line) => appendToLog(log, line),
  }
  const dry = await runTest(plan, run)
  if (key === '') process.stderr.write(`${noKey}\n`)
  if (isDry) return dry
  if (options.yes !== true && !(await mayBeSent(previewOf(dry)))) return undefined
  process.once('SIGINT', () => {
    stop.abort()
  })
  // The SDK loads with the first request.
  const { connect } = await import('../../api/sdk.ts')
  return runTest(plan, { ...run, api: await connect(connection) })
}

const noKey = 'ANTHROPIC_API_KEY is not set: this is a dry run, nothing is sent.'

const clock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

/** Shows what will be sent and what it may cost, and asks. */
async function mayBeSent({ lines, atMost, problems }: Preview): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new HumanError(
      `Nothing was sent: it may cost up to ${formatMoney(atMost)}, and nobody can be asked here. Add --yes, or --dry-run.`,
    )
  }
  const refusals = problems.map(({ message }) => `The API will refuse it: ${message}`)
  process.stderr.write(`${[...lines, ...refusals].join('\n')}\n`)
  const question = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await question.question('Send? [y/N] ')
  question.close()
  return /^y(es)?$/i.test(answer.trim())
}

function showProgress({ step, index, of, phase, remainingMs }: Progress): void {
  const left = remainingMs === undefined ? '' : ` ${formatDuration(remainingMs)} left`
  const text = phase === 'done' ? '' : `${step.label} (${index + 1} of ${of}): ${phase}${left}`
  process.stderr.write(`\r\u001B[K${text}`)
}
