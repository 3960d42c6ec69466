import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { recordedRequests } from '../api/recorded-requests.ts'
import type { Clock, Progress, TestRun } from '../api/test-run.ts'
import { runTest } from '../api/run-test.ts'
import { spendingFile, spendingIn } from '../api/spending.ts'
import { appendToLog, readHistory, testLogPath } from '../api/test-log.ts'
import { settingsOf } from '../core/front-matter.ts'
import { formatDuration, formatMoney } from '../core/format.ts'
import { asSamples } from '../core/samples.ts'
import { type SendableBody, openVariables, resentBody, sendableBody } from '../core/sendable.ts'
import { type TestMode, type TestPlan, testModes } from '../core/test-plan.ts'
import { type Preview, previewOf } from '../core/test-preview.ts'
import { textReport } from '../core/test-report.ts'
import type { TestResult } from '../core/test-result.ts'
import { countBlock } from '../core/tokens.ts'
import type { Samples } from '../core/variables.ts'
import { HumanError } from '../errors.ts'
import { readText } from '../files.ts'
import { type ConnectionOptions, connectionOf, withConnection } from './connection.ts'
import { endWith, exit } from './exit.ts'
import { withExamples } from './help.ts'
import { type PromptOptions, analyzeFile, readPromptFile } from '../prompt-file.ts'

interface Options extends PromptOptions, ConnectionOptions {
  readonly mode: TestMode
  readonly prompt?: string
  readonly iteration?: number
  readonly vars?: string
  readonly set?: Samples
  readonly user?: string
  readonly maxTokens: number
  readonly wait: number
  readonly turns: number
  readonly say: string
  readonly dryRun?: true
  readonly yes?: true
  readonly budget: number
  readonly log?: string
  readonly json?: true
}

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
    .option('--set <name=value...>', 'the value of a variable', pair)
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
  withConnection(command)
    .option('--model <id>', 'the model of prompts that name none')
    .option('--marker <text...>', 'further boundary markers', [])
    .option('--json', 'print the result as one JSON object')
    .action(async (file: string, options: Options) => {
      const result = await test(file, options)
      if (!result) return
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : textReport(result))
      if (result.steps.some(({ failure }) => failure)) endWith(exit.notEvaluated)
      if (result.steps.some(({ match }) => match === 'different')) endWith(exit.findings)
    })
  return withExamples(command, [
    ['prompt-cache send request.json --mode pair', 'cold and warm: the second reads'],
    ['prompt-cache send answer.prompt.md --set name=Ada --yes', 'a template, without asking'],
    ['prompt-cache send agent.ts --prompt review --mode conversation', 'a call in source code'],
    ['prompt-cache send log.capture.jsonl --iteration 3 --dry-run', 'what the rules say, no more'],
  ]).addHelpText('after', keyHelp)
}

const keyHelp = `
The key is read from ANTHROPIC_API_KEY, and only from there. Without one it is a dry run.
Findings are answers that were not as predicted; requests that failed are not evaluated.`

/** Sends, after asking; undefined when the answer is no. */
async function test(file: string, options: Options): Promise<TestResult | undefined> {
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
  const { connect } = await import('../api/sdk.ts')
  return runTest(plan, { ...run, api: await connect(connection) })
}

const noKey = 'ANTHROPIC_API_KEY is not set: this is a dry run, nothing is sent.'

const clock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

async function bodyFrom(file: string, options: Options): Promise<SendableBody> {
  if (options.iteration !== undefined) return recordedBody(file, options.iteration)
  const read = await readPromptFile(file, options)
  const { prompts } = analyzeFile(file, read)
  const wanted = options.prompt ?? '1'
  const prompt = prompts.find(({ name }, i) => name === wanted || String(i + 1) === wanted)
  if (!prompt) {
    const names = prompts.map(({ name }, i) => name ?? String(i + 1)).join(', ')
    throw new HumanError(`${file} holds no prompt “${wanted}”. There are: ${names}.`)
  }
  const { vars, set, user, maxTokens } = options
  const fileValues = vars === undefined ? {} : asSamples(settingsOf(await readText(vars)))
  const values = { ...fileValues, ...set }
  const missing = openVariables(prompt).filter((name) => !Object.hasOwn(values, name))
  if (missing.length > 0) {
    throw new HumanError(
      `No value for ${missing.map((name) => `“${name}”`).join(', ')}. Give one with --set ${missing[0] ?? ''}=… or a file with --vars.`,
    )
  }
  const { config } = read
  return sendableBody(prompt, { values, config, maxTokens, ...(user !== undefined && { user }) })
}

async function recordedBody(file: string, iteration: number): Promise<SendableBody> {
  let last = 0
  for await (const { index, body, exchange } of recordedRequests(file)) {
    last = index + 1
    if (last === iteration) return resentBody(body, exchange.model ?? '')
  }
  throw new HumanError(
    last === 0
      ? `${file} holds no request with its body. Name a captured log.`
      : `${file} has no request ${iteration} with its body; the last one is ${last}.`,
  )
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

function pair(text: string, before: Samples = {}): Samples {
  const at = text.indexOf('=')
  if (at <= 0) throw new InvalidArgumentError('Expected name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function money(text: string): number {
  const value = Number(text)
  if (!(value >= 0)) throw new InvalidArgumentError('Expected an amount in US dollars.')
  return value
}
