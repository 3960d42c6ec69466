import { setTimeout } from 'node:timers/promises'
import { exactLengths } from '../../api/exact.ts'
import { redact } from '../../api/redact.ts'
import { failureOf } from '../../core/failures.ts'
import { frameOf } from '../../core/frames.ts'
import { findModel } from '../../core/models.ts'
import type { Block, Prompt } from '../../core/prompt.ts'
import { type TokenCount, countPrompt, noTokens } from '../../core/tokens.ts'
import { HumanError } from '../../errors.ts'
import type { PromptFile } from '../../prompt-file.ts'
import { exactCountsIn } from '../../store/exact-counts.ts'
import type { Store } from '../../store/store.ts'
import { type ConnectionOptions, connectionOf } from '../connection.ts'

/** A file as it is counted. */
interface Countable extends PromptFile {
  readonly file: string
  /** The request that the file is; undefined for any other text. */
  readonly request: Prompt | undefined
}

interface Options extends ConnectionOptions {
  /** What the API was asked before is not asked again. */
  readonly store: Store
}

/**
 * Has the API count a file: a text as one user message, of which what surrounds it is taken off.
 * @throws HumanError without a key, and when the API gives no number.
 */
export async function countExactly(
  { file, request, document, options: { model } }: Countable,
  { store, ...options }: Options,
): Promise<TokenCount> {
  if (!request && document.text.trim() === '') return noTokens
  const prompt = request ?? oneMessage(model, document.text)
  await store.shared?.settled
  const kept = exactCountsIn(store, prompt)
  const whole = prompt.blocks.length
  let prefix = (await kept.get([whole])).get(whole)
  if (prefix === undefined) {
    prefix = await ask(prompt, file, options)
    kept.set(new Map([[whole, prefix]]))
  }
  const { prefixes, total } = countPrompt(prompt)
  const around = request ? total.tokens - (prefixes.at(-1)?.tokens ?? 0) : -openingOf(prompt)
  const tokens = prefix + around
  return { tokens, low: tokens, high: tokens, how: 'exact' }
}

/** The length of all blocks of a prompt, by the API. */
async function ask(prompt: Prompt, file: string, options: ConnectionOptions): Promise<number> {
  const connection = connectionOf(options)
  const { key, baseUrl } = connection
  if (key === '') throw new HumanError('ANTHROPIC_API_KEY is not set. Exact counts need it.')
  const { connect } = await import('../../api/sdk.ts')
  const api = await connect(connection)
  const { lengths, trouble } = await exactLengths(
    api,
    { ...prompt, blocks: unmarked(prompt) },
    {
      known: () => Promise.resolve(new Map()),
      signal: new AbortController().signal,
      sleep: async (milliseconds, signal) => {
        await setTimeout(milliseconds, undefined, { signal })
      },
    },
  )
  const length = lengths.get(prompt.blocks.length)
  if (length !== undefined) return length
  const failure = failureOf(trouble ?? { message: 'it gave no number', status: 400 }, {
    body: { model: prompt.model },
    host: URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl,
  })
  const { what, advice } = failure
  throw new HumanError(redact(`${file} was not counted. ${what} ${advice}`, [key]))
}

function oneMessage(model: string, text: string): Prompt {
  const block = {
    section: 'messages',
    type: 'text',
    role: 'user',
    message: 0,
    content: text,
  } as const
  return { model, blocks: [block], parameters: {} }
}

/** What stands before the first message. */
function openingOf(prompt: Prompt): number {
  return frameOf(findModel(prompt.model), false).opening
}

/** Only the whole is asked for, not what ends in a breakpoint. */
function unmarked({ blocks }: Prompt): Block[] {
  return blocks.map(({ breakpoint: _, ...rest }) => rest)
}
