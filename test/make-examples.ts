/*
 * Writes `examples/shop-agent.capture.jsonl`. Run it with Node 24: `node test/make-examples.ts`.
 *
 * The numbers in that log are made, not recorded: no request was sent. The conversation is written
 * by hand (see `make-examples/shop-agent.ts`), block sizes are estimated, and what was read and
 * written is what the caching rules in `src/core/cache.ts` say. The same input always gives the
 * same file.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Predictor } from '../src/core/predict.ts'
import type { Exchange, Usage } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'
import { countBlock, estimateText } from '../src/core/tokens.ts'
import { usageBody } from './messages-api/answers.mjs'
import { type Step, instructions, situation, steps, tools } from './make-examples/shop-agent.ts'

const model = 'claude-sonnet-4-5-20250929'
const begin = Date.parse('2026-02-11T10:41:08.214Z')

/** The program tells the time in its system prompt, anew once it is five minutes old: at step 8. */
const situationLifetime = 5 * 60_000

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
  const predictor = new Predictor(countBlock)
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
    const output = estimateText(JSON.stringify(answer), 'claude-3').tokens
    const durationMs = 1400 + output * 13 + jitter(index)
    const { prompt } = parseRequest(request)
    const usage = serve(predictor, { startedAt, respondedAt: startedAt + durationMs, prompt })
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
        usage: usageBody({ ...usage, output }),
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

/** What the rules say of a request; from then on it counts as what the API answered. */
function serve(predictor: Predictor, exchange: Exchange): Usage {
  const prediction = predictor.predict(exchange)
  if (!prediction) throw new Error('A request without a body cannot be served.')
  predictor.observe(prediction, prediction.usage)
  return prediction.usage
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
