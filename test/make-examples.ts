/*
 * Writes `examples/shop-agent.capture.jsonl`. Run it with Node 24: `node test/make-examples.ts`.
 *
 * The numbers in that log are made, not recorded: no request was sent. The conversation is written
 * by hand (see `make-examples/shop-agent.ts`), block sizes are estimated from their characters, and
 * what was read and written is what the caching rules in `src/core/cache.ts` say. The same input
 * always gives the same file.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Cache } from '../src/core/cache.ts'
import { findModel } from '../src/core/models.ts'
import { prefixKeys } from '../src/core/prefix.ts'
import type { Block, Prompt, Usage } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'
import { type Step, instructions, situation, steps, tools } from './make-examples/shop-agent.ts'

const model = 'claude-sonnet-4-5-20250929'
const begin = Date.parse('2026-02-11T10:41:08.214Z')

/** The program tells the time in its system prompt, anew once it is five minutes old: at step 8. */
const situationLifetime = 5 * 60_000

/** Characters of a token, about 3.6 together: plain language is shorter in tokens than JSON. */
const charactersPerToken = { text: 4.1, json: 3.1 }

/** Tokens that frame a message, and those of the hidden tool-use prompt behind the system. */
const frame = { message: 3, toolUse: 322 }

/** Tokens behind the last block that are never cached, by what stands there. */
const tails = { text: 3, tool_result: 5 }

interface Content {
  readonly type: string
  readonly [name: string]: unknown
}

interface Message {
  readonly role: 'user' | 'assistant'
  readonly content: readonly Content[]
}

writeFileSync(
  new URL('../examples/shop-agent.capture.jsonl', import.meta.url),
  capture()
    .map((exchange) => `${JSON.stringify(exchange)}\n`)
    .join(''),
)

/** All exchanges of the session, in order. */
function capture(): unknown[] {
  const cache = new Cache()
  const messages: Message[] = []
  let startedAt = begin
  let situationAt = begin
  let calls: readonly Content[] = []
  return steps.map((step, index) => {
    startedAt += step.after * 1000 + (step.after > 0 ? jitter(index) : 0)
    if (startedAt - situationAt > situationLifetime) situationAt = startedAt
    messages.push({ role: 'user', content: told(step, calls) })
    const request = body(situationAt, messages)
    const answer = answered(step, index)
    const output = answer.reduce((sum, each) => sum + sizeOf(each.type, JSON.stringify(each)), 0)
    const durationMs = 1400 + output * 13 + jitter(index)
    const { prompt } = parseRequest(request)
    const usage = serve(cache, prompt, startedAt, startedAt + durationMs)
    calls = answer.filter((each) => each.type === 'tool_use')
    messages.push({ role: 'assistant', content: answer })
    return {
      startedAt: new Date(startedAt).toISOString(),
      durationMs,
      url: 'https://api.anthropic.com/v1/messages',
      request,
      response: {
        id: id('msg', `answer ${index}`),
        model,
        stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
        usage: spell({ ...usage, output }),
      },
    }
  })
}

function told(step: Step, calls: readonly Content[]): readonly Content[] {
  const results = step.results ?? []
  if (results.length !== (step.says ? 0 : calls.length)) throw new Error('A call lacks its result.')
  if (step.says) return [{ type: 'text', text: step.says }]
  return results.map((result, i) => ({
    type: 'tool_result',
    tool_use_id: calls[i]?.['id'],
    content: JSON.stringify(result),
  }))
}

function answered(step: Step, index: number): readonly Content[] {
  const uses = (step.calls ?? []).map(({ name, input }, i) => ({
    type: 'tool_use',
    id: id('toolu', `call ${index} ${i}`),
    name,
    input,
  }))
  return [{ type: 'text', text: step.answer }, ...uses]
}

/** The request as it is sent: breakpoints on the instructions and the last two user messages. */
function body(situationAt: number, messages: readonly Message[]): unknown {
  const lastTwo = messages.filter((message) => message.role === 'user').slice(-2)
  const timeOfDay = new Date(situationAt).toISOString().slice(11, 16)
  return {
    model,
    max_tokens: 4096,
    tools,
    system: [
      { type: 'text', text: instructions, cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: situation(timeOfDay) },
    ],
    messages: messages.map((message) => (lastTwo.includes(message) ? marked(message) : message)),
  }
}

function marked({ role, content }: Message): Message {
  const last = content.length - 1
  return {
    role,
    content: content.map((each, i) =>
      i === last ? { ...each, cache_control: { type: 'ephemeral' } } : each,
    ),
  }
}

function serve(cache: Cache, prompt: Prompt, startedAt: number, respondedAt: number): Usage {
  const borders = bordersOf(prompt)
  const isResult = prompt.blocks.at(-1)?.type === 'tool_result'
  return cache.serve({
    prompt,
    keys: prefixKeys(prompt),
    borders,
    total: (borders.at(-1) ?? 0) + (isResult ? tails.tool_result : tails.text),
    minimum: findModel(model)?.minimum ?? 0,
    startedAt,
    respondedAt,
  }).usage
}

function bordersOf({ blocks }: Prompt): number[] {
  let border = 0
  return blocks.map((block, i) => {
    const before = blocks[i - 1]
    if (block.section === 'messages' && before?.section !== 'messages') border += frame.toolUse
    if (block.message !== before?.message) border += frame.message
    border += sizeOf(block.type, block.content)
    return border
  })
}

function sizeOf(type: Block['type'], content: string): number {
  return Math.ceil(content.length / charactersPerToken[type === 'text' ? 'text' : 'json'])
}

/** A usage in the API's own words. */
function spell({ read, write5m, write1h, input, output }: Usage): unknown {
  return {
    input_tokens: input,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: output,
    service_tier: 'standard',
  }
}

/** Milliseconds that look uneven and are always the same. */
function jitter(index: number): number {
  return (index * 617 + 283) % 900
}

/** An id in the form of the API's own. */
function id(prefix: 'msg' | 'toolu', seed: string): string {
  const bytes = createHash('sha256').update(seed).digest('base64')
  return `${prefix}_01${bytes.replaceAll(/[+/=]/g, '').slice(0, 22)}`
}
