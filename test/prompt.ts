import type { Block, Exchange, Platform, Prompt, Ttl } from '../src/core/prompt.ts'
import { type Run, simulate } from '../src/core/simulate.ts'
import type { TokenCount } from '../src/core/tokens.ts'

/**
 * A conversation in one line, one word a block: `a b! c!1h`. `!` is a breakpoint, `!1h` its lifetime; `1..20` is twenty
 * blocks; `a:600` has 600 tokens (1,000 where nothing is said). Words are user texts, or what their sign says:
 * `tool/a`, `sys/a`, `image/a`, `call/a` and `result/a` (tool use and result), `said/a` (the assistant), `think/a`.
 */
export function blocksOf(line: string): Block[] {
  return line.split(/\s+/).filter(Boolean).flatMap(wordToBlocks)
}

export function promptOf(line: string, more: Partial<Prompt> = {}): Prompt {
  return { model: 'claude-opus-5', parameters: {}, blocks: blocksOf(line), ...more }
}

/** What a line of a session may say besides its words. */
interface Options {
  readonly model?: string
  readonly platform?: Platform
  readonly workspace?: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** A request: its line, or its line and more. `@90 a b!` starts at 90 s; `@90+5 a b!` begins to answer 5 s later. */
export type Line = string | readonly [string, Options]

/** Runs a session, a line a request, ten seconds apart where a line does not say when it starts. */
function run(...lines: readonly Line[]): Run {
  return simulate(lines.map(toExchange), count)
}

/** The blocks that each request of a session reads. */
export function reads(...lines: readonly Line[]): number[] {
  return run(...lines).iterations.map((each) => each.readTo + 1)
}

/** The tokens of each request of a session: read, written for 5 minutes, written for 1 hour. */
export function usages(...lines: readonly Line[]): number[][] {
  return run(...lines).iterations.map(({ usage }) => [usage.read, usage.write5m, usage.write1h])
}

function toExchange(line: Line, index: number): Exchange {
  const [text, options] = typeof line === 'string' ? [line, {}] : line
  const [, at = String(index * 10), delay, words = ''] =
    /^(?:@(\d+)(?:\+(\d+))? )?(.*)$/.exec(text) ?? []
  const startedAt = Number(at) * 1000
  const { model, parameters, ...more } = options
  return {
    startedAt,
    ...(delay !== undefined && { respondedAt: startedAt + Number(delay) * 1000 }),
    ...more,
    prompt: promptOf(words, {
      ...(model !== undefined && { model }),
      ...(parameters && { parameters }),
    }),
  }
}

/** A block's tokens stand in its own text. */
export function count(block: Block): TokenCount {
  const tokens = Number(/:(\d+)/.exec(block.content)?.[1] ?? 1000)
  return { tokens, low: tokens, high: tokens, how: 'exact' }
}

const kinds: Readonly<Record<string, Omit<Block, 'content'>>> = {
  tool: { section: 'tools', type: 'custom' },
  sys: { section: 'system', type: 'text' },
  image: { section: 'messages', type: 'image', role: 'user' },
  call: { section: 'messages', type: 'tool_use', role: 'assistant' },
  result: { section: 'messages', type: 'tool_result', role: 'user' },
  said: { section: 'messages', type: 'text', role: 'assistant' },
  think: { section: 'messages', type: 'thinking', role: 'assistant' },
}

function wordToBlocks(word: string): Block[] {
  const [, name = '', mark, ttl = '5m'] = /^([^!]*)(!(1h|5m)?)?$/.exec(word) ?? []
  const [, sign, rest = name] = /^(\w+)\/(.*)$/.exec(name) ?? []
  const kind = kinds[sign ?? ''] ?? { section: 'messages', type: 'text', role: 'user' }
  const range = /^(\d+)\.\.(\d+)$/.exec(rest)
  const names = range ? numbers(Number(range[1]), Number(range[2])) : [rest]
  return names.map((content, i) => ({
    ...kind,
    content,
    ...(mark && i === names.length - 1 && { breakpoint: ttl as Ttl }),
  }))
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
}
