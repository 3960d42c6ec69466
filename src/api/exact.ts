import type { Trouble } from '../core/failures.ts'
import { type Frame, frameBefore, frameBehind, frameOf, toolsOf } from '../core/frames.ts'
import { findModel } from '../core/models.ts'
import { fillerBody, prefixBody } from '../core/prefix-body.ts'
import type { Prompt } from '../core/prompt.ts'
import type { MessagesApi } from './messages-api.ts'

/** Exact lengths of prefixes, by the number of their blocks, and why there are not more. */
export interface ExactLengths {
  readonly lengths: ReadonlyMap<number, number>
  readonly calls: number
  readonly trouble?: Trouble
}

export interface ExactOptions {
  /** The lengths of prefixes with so many blocks that were asked for before. */
  readonly known: (ends: readonly number[]) => Promise<ReadonlyMap<number, number>>
  readonly signal: AbortSignal
  /** Waits, unless the signal is aborted first. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/**
 * Asks the token-counting endpoint how long the whole prompt and its prefixes are that end in a breakpoint. Prefixes are
 * counted, never lone blocks: what stands around a block depends on what is before it. A length that is known is not
 * asked for; when the API is busy, it is asked again after a while. Stops without an error when the signal is aborted.
 */
export async function exactLengths(
  api: Pick<MessagesApi, 'count'>,
  prompt: Prompt,
  { known, signal, sleep }: ExactOptions,
): Promise<ExactLengths> {
  const lengths = new Map<number, number>()
  let calls = 0
  const ask = async (body: ReturnType<typeof prefixBody>): Promise<number | Trouble> => {
    for (let attempt = 0; ; attempt++) {
      calls += 1
      const answer = await api.count({ body, betas: [] }, signal)
      if ('tokens' in answer) return answer.tokens
      const { trouble } = answer
      const mayPass = trouble.status === 429 || (trouble.status ?? 0) >= 500
      if (!mayPass || attempt === attempts - 1) return trouble
      await sleep(trouble.retryAfterMs ?? firstWait * 2 ** attempt, signal)
      if (signal.aborted) return { message: 'stopped', isCancelled: true }
    }
  }
  let fillerTokens: number | undefined
  const ends = endsOf(prompt)
  const before = await known(ends)
  for (const blocks of ends) {
    if (before.has(blocks)) continue
    const last = prompt.blocks[blocks - 1]
    const isFilled = last?.section !== 'messages'
    const tail = frameBehind(last, frameFor(prompt))
    if (isFilled) {
      const filler = fillerTokens ?? (await ask(fillerBody(prompt)))
      if (typeof filler !== 'number') return { lengths, calls, trouble: filler }
      fillerTokens = filler
    }
    const tokens = await ask(prefixBody(prompt, blocks))
    if (typeof tokens === 'number') {
      lengths.set(blocks, tokens - (isFilled ? (fillerTokens ?? 0) + behind(prompt, blocks) : tail))
      continue
    }
    // A conversation that is cut behind a tool call is refused; the other lengths are still to be had.
    if (tokens.status !== 400) return { lengths, calls, trouble: tokens }
  }
  return { lengths, calls }
}

/** Where prefixes end that matter, as numbers of blocks: the breakpoints, and all of it. */
function endsOf({ blocks }: Prompt): number[] {
  const marked = blocks.flatMap(({ breakpoint }, i) => (breakpoint ? [i + 1] : []))
  return [...new Set([...marked, blocks.length])].filter((end) => end > 0)
}

/** What is rendered between the last block of a prefix without messages and the first message: of the tool prompt. */
function behind(prompt: Prompt, length: number): number {
  const frame = frameFor(prompt)
  const blocks = prompt.blocks.slice(0, length)
  const filler = { section: 'messages', type: 'text', content: '' } as const
  return frameBefore(filler, blocks.at(-1), { frame, ...toolsOf(blocks) }) - frame.opening
}

function frameFor({ model, parameters }: Prompt): Frame {
  return frameOf(findModel(model), /"type":"(any|tool)"/.test(parameters['tool_choice'] ?? ''))
}

const attempts = 5
const firstWait = 1000
