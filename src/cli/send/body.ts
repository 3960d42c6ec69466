import { recordedRequests } from '../../api/recorded-requests.ts'
import { type SendableBody, openVariables, resentBody, sendableBody } from '../../core/sendable.ts'
import type { TestMode } from '../../core/test-modes.ts'
import type { Samples } from '../../core/variables.ts'
import { HumanError } from '../../errors.ts'
import { type PromptOptions, analyzeFile, readPromptFile } from '../../prompt-file.ts'
import type { ConnectionOptions } from '../connection.ts'
import { givenValues } from '../given-values.ts'

/** What `prompt-cache send` can be told. */
export interface SendOptions extends PromptOptions, ConnectionOptions {
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

/**
 * The body that a file is sent as: a prompt with its variables filled in, or one request of a log.
 * @throws HumanError where there is none, or a variable has no value.
 */
export async function bodyFrom(file: string, options: SendOptions): Promise<SendableBody> {
  if (options.iteration !== undefined) return recordedBody(file, options.iteration)
  const read = await readPromptFile(file, options)
  const { prompts } = analyzeFile(file, read)
  const wanted = options.prompt ?? '1'
  const prompt = prompts.find(({ name }, i) => name === wanted || String(i + 1) === wanted)
  if (!prompt) {
    const names = prompts.map(({ name }, i) => name ?? String(i + 1)).join(', ')
    throw new HumanError(`${file} holds no prompt “${wanted}”. There are: ${names}.`)
  }
  const { user, maxTokens } = options
  const values = await givenValues(options)
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
