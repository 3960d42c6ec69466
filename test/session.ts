import type { Exchange, Platform } from '../src/core/prompt.ts'
import { parseRequest } from '../src/core/request.ts'

/** A request body as a session holds it; plain JSON. */
export interface Body {
  model: string
  tools: Part[]
  system: Part[]
  messages: { role: 'user' | 'assistant'; content: Part[] }[]
  [parameter: string]: unknown
}

export type Part = Record<string, unknown>

/** One request of a session, and when and where it was sent. */
export interface Step {
  body: Body
  startedAt: number
  respondedAt: number
  platform?: Platform
  workspace?: string
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const words =
  'the agent reads a file and then writes what it has found into another one so that tests pass again while old code stays as it was because nobody asked for more than this change of one small thing in the parser'.split(
    ' ',
  )

/** So many words, by chance. */
export function prose(random: () => number, count: number): string {
  const pick = (): string => words[Math.floor(random() * words.length)] ?? 'a'
  return Array.from({ length: count }, (_, i) => (i % 12 === 11 ? `${pick()}.` : pick())).join(' ')
}

/** The name of the place in each system prompt where faults put what changes. */
const clock =
  'Now: 2026-03-05T10:15:42Z, today is Thursday, March 5, 2026, request 17, run 5f0c1b9e-7a3d-4c52-9e0b-1d2f3a4b5c6d, café au lait.'

/**
 * An agent at work: tools, a system prompt and a task; at every request the model has thought, called tools and got
 * their results. The end of the system prompt and the last block are marked, so that every request reads all that the
 * one before wrote. The same seed makes the same session.
 */
export function makeSession(seed: number, iterations = 7): Step[] {
  const random = randomOf(seed)
  const int = (below: number): number => Math.floor(random() * below)
  const tools = Array.from({ length: 3 + int(4) }, (_, i) => ({
    name: `tool_${String.fromCharCode(97 + i)}`,
    description: prose(random, 12),
    input_schema: {
      type: 'object',
      properties: {
        path: { type: 'string', description: prose(random, 4) },
        line: { type: 'integer' },
      },
      required: ['path'],
    },
  }))
  const system = [
    { type: 'text', text: `${prose(random, 700)}\n${clock}\n${prose(random, 200)}` },
    { type: 'text', text: prose(random, 60) },
  ]
  const task = `Task ${prose(random, 25)}`
  const messages: Body['messages'] = [{ role: 'user', content: [{ type: 'text', text: task }] }]
  let startedAt = Date.UTC(2026, 2, 5, 10)
  return Array.from({ length: iterations }, (_, i) => {
    if (i > 0) messages.push(...turn(random, `${seed}_${i}`))
    startedAt += 4000 + int(140_000)
    const body = marked({ model: 'claude-opus-5', max_tokens: 4096, tools, system, messages })
    return { body, startedAt, respondedAt: startedAt + 1000 + int(2000) }
  })
}

/** What the model said and what came of it: tools and their results, or words. */
function turn(random: () => number, id: string): Body['messages'] {
  const isTalk = random() < 0.25
  const thinking = { type: 'thinking', thinking: prose(random, 15), signature: `sig${id}` }
  const said = { type: 'text', text: prose(random, 10) }
  if (isTalk) {
    const reply = { type: 'text', text: prose(random, 18) }
    return [
      { role: 'assistant', content: [thinking, said] },
      { role: 'user', content: [reply] },
    ]
  }
  const calls = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, j) => `toolu_${id}_${j}`)
  return [
    {
      role: 'assistant',
      content: [
        thinking,
        said,
        ...calls.map((call, j) => ({
          type: 'tool_use',
          id: call,
          name: 'tool_a',
          input: { path: `src/${id}/${j}.ts`, line: j },
        })),
      ],
    },
    {
      role: 'user',
      content: calls.map((call, j) => ({
        type: 'tool_result',
        tool_use_id: call,
        content: JSON.stringify({ lines: [prose(random, 20)], at: j, done: true }),
      })),
    },
  ]
}

/** A deep copy with breakpoints on the end of the system prompt and on the last block. */
export function marked(body: Body): Body {
  const copy = bare(body)
  mark(copy.system.at(-1))
  mark(copy.messages.at(-1)?.content.at(-1))
  return copy
}

/** A deep copy without breakpoints. */
export function bare(body: Body): Body {
  const copy = structuredClone(body)
  for (const part of [
    ...copy.tools,
    ...copy.system,
    ...copy.messages.flatMap((each) => each.content),
  ]) {
    delete part['cache_control']
  }
  return copy
}

export function mark(part: Part | undefined, ttl?: '1h'): void {
  if (part) part['cache_control'] = { type: 'ephemeral', ...(ttl && { ttl }) }
}

/** A session as a log would hold it, without usage. */
export function toExchanges(steps: readonly Step[]): Exchange[] {
  return steps.map(({ body, ...when }) => ({ ...when, prompt: parseRequest(body).prompt }))
}
