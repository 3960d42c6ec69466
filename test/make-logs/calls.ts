/*
 * One conversation of three calls, made up: a prefix is written, then read and extended, then lost after seven minutes.
 * Every log of `test/fixtures/logs` tells it in its own words, so that all of them must come to the same totals.
 */
import { usageBody } from '../messages-api/answers.mjs'

export const model = 'claude-sonnet-4-5-20250929'

export const system = 'You keep the books of a small bakery. Answer in one sentence.'
const tool = {
  name: 'look_up',
  description: 'Looks up an entry of the ledger.',
  input_schema: { type: 'object', properties: { day: { type: 'string' } } },
}

export interface Call {
  readonly id: string
  readonly requestId: string
  readonly startedAt: number
  readonly durationMs: number
  readonly question: string
  readonly answer: string
  readonly usage: {
    readonly input: number
    readonly read: number
    readonly write5m: number
    readonly write1h: number
    readonly output: number
  }
}

const begin = Date.UTC(2026, 1, 3, 8, 30, 0)

export const calls: readonly Call[] = [
  call(1, 0, 'How much flour did we buy?', 'Forty kilos – “type 550”.', [12, 0, 900, 2100, 40]),
  call(2, 75, 'And sugar?', 'Six kilos.', [9, 3000, 240, 0, 25]),
  call(3, 500, 'What did the flour cost?', 'It cost 31.20 €.', [11, 2100, 1190, 0, 30]),
]

function call(
  number: number,
  seconds: number,
  question: string,
  answer: string,
  [input = 0, read = 0, write5m = 0, write1h = 0, output = 0]: readonly number[],
): Call {
  return {
    id: `msg_0${number}`,
    requestId: `req_0${number}`,
    startedAt: begin + seconds * 1000,
    durationMs: 1200 + number * 100,
    question,
    answer,
    usage: { input, read, write5m, write1h, output },
  }
}

/** The usage as the Messages API spells it. */
export function apiUsage({ usage }: Call) {
  return usageBody(usage)
}

/** The request of a call, with all that was said before it. */
export function body(until: Call) {
  const before = calls.slice(0, calls.indexOf(until))
  return {
    model,
    max_tokens: 200,
    tools: [{ ...tool, cache_control: { type: 'ephemeral', ttl: '1h' } }],
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [
      ...before.flatMap(({ question, answer }) => [
        { role: 'user', content: [{ type: 'text', text: question }] },
        { role: 'assistant', content: [{ type: 'text', text: answer }] },
      ]),
      {
        role: 'user',
        content: [{ type: 'text', text: until.question, cache_control: { type: 'ephemeral' } }],
      },
    ],
  }
}

/** The answer to a call. */
export function message(of: Call) {
  return {
    id: of.id,
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: of.answer }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: apiUsage(of),
  }
}

/** The events of a streamed answer. */
export function events(of: Call): Record<string, unknown>[] {
  const { content: _content, ...whole } = message(of)
  const start = {
    ...whole,
    content: [],
    stop_reason: null,
    usage: { ...apiUsage(of), output_tokens: 1 },
  }
  return [
    { type: 'message_start', message: start },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: of.answer } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: of.usage.output },
    },
    { type: 'message_stop' },
  ]
}

/** The same as the text that goes over the wire. */
export function wire(of: Call): string {
  return events(of)
    .map((each) => `event: ${String(each['type'])}\ndata: ${JSON.stringify(each)}\n\n`)
    .join('')
}

export const iso = (epoch: number): string => new Date(epoch).toISOString()
export const endOf = ({ startedAt, durationMs }: Call): number => startedAt + durationMs
