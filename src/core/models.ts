import { type Billing, type Usage, promptTokens } from './prompt.ts'

/** Which vocabulary a model reads with; the newer ones need up to a third more tokens for the same text. */
export type Tokenizer = 'claude-3' | 'claude-4.7' | 'claude-5'

/** US dollars per million tokens. */
export interface Prices {
  readonly input: number
  readonly write5m: number
  readonly write1h: number
  readonly read: number
  readonly output: number
}

/** What the caching rules and the bill depend on, for one model. */
export interface Model {
  /** The id without its date, as the API spells it. */
  readonly id: string
  readonly name: string
  /** Shortest prefix that is cached, in tokens; the prefix of exactly this length is. */
  readonly minimum: number
  /** Largest prompt, in tokens. */
  readonly window: number
  readonly tokenizer: Tokenizer
  readonly prices: Prices
  /** Prices of a request whose prompt is longer than `above` tokens; they hold for all its tokens. */
  readonly longPrompt?: { readonly above: number; readonly prices: Prices }
  /** Prices of requests before a date, in epoch milliseconds. */
  readonly earlier?: { readonly until: number; readonly prices: Prices }
  /** What fast mode multiplies all prices by; undefined where there is none. */
  readonly fast?: number
  /** Thinking of earlier turns stays in the prompt; otherwise a new user text drops it. */
  readonly keepsThinking: boolean
  /** No source was found for the minimum; it is taken from the model's predecessor. */
  readonly minimumAssumed?: true
  /** The day from which on the Claude API refuses it, where that is announced; Bedrock and Google Cloud have their own. */
  readonly retires?: string
}

/** `read` is a multiple of the input price that is no longer the same for every model. */
function prices(input: number, output: number, read: number): Prices {
  return { input, write5m: input * 1.25, write1h: input * 2, read, output }
}

/** What Claude up to 4.5 has in common. */
const before4_6 = { keepsThinking: false, window: 200_000 } as const

/**
 * Minima: "Prompt caching", platform.claude.com, 2026-08-22; models since then as quoted from that page on
 * 2026-10-08. Recorded traffic agrees for Sonnet 4.5 (1,023 not cached, 1,024 cached) and Sonnet 4.6 (968, 1,053).
 * Prices: the model catalogue of Claude Code 2.1.329 (2026-11-19) and "Pricing", platform.claude.com, August 2026.
 * Thinking: "Extended thinking", platform.claude.com, August 2026.
 * Windows: the page of each model, platform.claude.com, October 2026: a million tokens from Claude 4.6 on.
 * Retirement: "Model deprecations", platform.claude.com, July 2026; of Sonnet 4.5 as `@anthropic-ai/sdk` 1.11.0 has it.
 */
export const models: readonly Model[] = [
  model('fable-5-2', 'Fable 5.2', 512, 'claude-5', prices(8, 40, 0.2), {
    minimumAssumed: true,
    fast: 2,
  }),
  model('mythos-5-2', 'Mythos 5.2', 512, 'claude-5', prices(8, 40, 0.2), {
    minimumAssumed: true,
    fast: 2,
  }),
  model('fable-5-1', 'Fable 5.1', 512, 'claude-5', prices(10, 50, 0.25)),
  model('mythos-5-1', 'Mythos 5.1', 512, 'claude-5', prices(10, 50, 0.25)),
  model('fable-5', 'Fable 5', 512, 'claude-5', prices(10, 50, 1)),
  model('mythos-5', 'Mythos 5', 512, 'claude-5', prices(10, 50, 1)),
  model('opus-5-5', 'Opus 5.5', 512, 'claude-5', prices(4, 20, 0.2), { fast: 2 }),
  model('opus-5', 'Opus 5', 512, 'claude-5', prices(5, 25, 0.5), { fast: 2 }),
  model('sonnet-5-5', 'Sonnet 5.5', 512, 'claude-5', prices(2, 10, 0.1), {
    earlier: { until: Date.UTC(2026, 9, 7), prices: prices(2, 10, 0.2) },
  }),
  model('sonnet-5', 'Sonnet 5', 1024, 'claude-5', prices(2, 10, 0.2)),
  model('haiku-5-5', 'Haiku 5.5', 512, 'claude-5', prices(0.1, 0.5, 0.01), {
    longPrompt: { above: 100_000, prices: prices(0.5, 2.5, 0.05) },
  }),
  model('opus-4-8', 'Opus 4.8', 1024, 'claude-4.7', prices(5, 25, 0.5), { fast: 2 }),
  model('opus-4-7', 'Opus 4.7', 2048, 'claude-4.7', prices(5, 25, 0.5), { fast: 6 }),
  model('opus-4-6', 'Opus 4.6', 4096, 'claude-3', prices(5, 25, 0.5), { fast: 6 }),
  model('opus-4-5', 'Opus 4.5', 4096, 'claude-3', prices(5, 25, 0.5), { window: 200_000 }),
  model('sonnet-4-6', 'Sonnet 4.6', 1024, 'claude-3', prices(3, 15, 0.3)),
  model('sonnet-4-5', 'Sonnet 4.5', 1024, 'claude-3', prices(3, 15, 0.3), {
    ...before4_6,
    retires: '2026-11-30',
  }),
  model('haiku-4-5', 'Haiku 4.5', 4096, 'claude-3', prices(1, 5, 0.1), before4_6),
  model('opus-4-1', 'Opus 4.1', 1024, 'claude-3', prices(15, 75, 1.5), {
    ...before4_6,
    retires: '2026-08-05',
  }),
  model('opus-4', 'Opus 4', 1024, 'claude-3', prices(15, 75, 1.5), {
    ...before4_6,
    retires: '2026-06-15',
  }),
  model('sonnet-4', 'Sonnet 4', 1024, 'claude-3', prices(3, 15, 0.3), {
    ...before4_6,
    retires: '2026-06-15',
  }),
  model('sonnet-3-7', 'Sonnet 3.7', 1024, 'claude-3', prices(3, 15, 0.3), {
    ...before4_6,
    retires: '2026-02-19',
  }),
  model('sonnet-3-5', 'Sonnet 3.5', 1024, 'claude-3', prices(3, 15, 0.3), {
    ...before4_6,
    retires: '2025-10-28',
  }),
  model('opus-3', 'Opus 3', 1024, 'claude-3', prices(15, 75, 1.5), {
    ...before4_6,
    retires: '2026-01-05',
  }),
  // It refuses `cache_control` (quoted errors, October 2024): no prompt that it takes is long enough.
  model('sonnet-3', 'Sonnet 3', 200_001, 'claude-3', prices(3, 15, 0.3), {
    ...before4_6,
    retires: '2025-07-21',
  }),
  model('haiku-3', 'Haiku 3', 2048, 'claude-3', prices(0.25, 1.25, 0.03), {
    ...before4_6,
    retires: '2026-04-20',
  }),
  model('haiku-3-5', 'Haiku 3.5', 2048, 'claude-3', prices(0.8, 4, 0.08), {
    ...before4_6,
    retires: '2026-02-19',
  }),
]

function model(
  id: string,
  name: string,
  minimum: number,
  tokenizer: Tokenizer,
  listPrices: Prices,
  more: Partial<Model> = {},
): Model {
  return {
    id: `claude-${id}`,
    name,
    minimum,
    window: 1_000_000,
    tokenizer,
    prices: listPrices,
    keepsThinking: true,
    ...more,
  }
}

/**
 * The model behind any of its spellings: `claude-sonnet-4-5-20250929`, `anthropic/claude-sonnet-4.5`,
 * `us.anthropic.claude-3-5-haiku-20241022-v1:0`, `claude-opus-4-1@20250805`. Undefined when it is not in the table.
 */
export function findModel(id: string): Model | undefined {
  const known = found.get(id)
  if (known) return known
  const name = normalise(id)
  const row = models.find((each) => each.id === name)
  if (row) found.set(id, row)
  return row
}

const found = new Map<string, Model>()

function normalise(id: string): string {
  const text = id.toLowerCase().replaceAll('.', '-')
  const after = /(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?:-(\d{1,2}))?(?!\d)/.exec(text)
  if (after) return join(after[1], after[2], after[3])
  const before = /(\d)(?:-(\d))?-(opus|sonnet|haiku)/.exec(text)
  return before ? join(before[3], before[1], before[2]) : text
}

function join(family = '', major = '', minor?: string): string {
  const isVersion = minor !== undefined && minor !== '0'
  return isVersion ? `claude-${family}-${major}-${minor}` : `claude-${family}-${major}`
}

/** What besides tokens and model decides what a request costs; an `Exchange` is one. */
export interface Billed {
  readonly startedAt?: number | undefined
  readonly billing?: Billing | undefined
}

/**
 * The prices that hold for a whole request of this usage. Batch halves them, fast mode and a single geography raise
 * them, and all of that multiplies. "Pricing", platform.claude.com, August 2026; fast mode as of November 2026.
 */
export function pricesFor(of: Model, usage: Usage, { startedAt, billing }: Billed = {}): Prices {
  const { longPrompt: long, earlier } = of
  const isEarly = earlier && startedAt !== undefined && startedAt < earlier.until
  const listed = isEarly ? earlier.prices : of.prices
  const rate = long && promptTokens(usage) > long.above ? long.prices : listed
  const factor =
    (billing?.batch ? 0.5 : 1) *
    (billing?.fast ? (of.fast ?? 1) : 1) *
    (billing?.regional && !isBeforeRegions(of) ? 1.1 : 1)
  if (factor === 1) return rate
  return {
    input: rate.input * factor,
    write5m: rate.write5m * factor,
    write1h: rate.write1h * factor,
    read: rate.read * factor,
    output: rate.output * factor,
  }
}

/** Models up to 4.1 cost the same everywhere. */
function isBeforeRegions({ id }: Model): boolean {
  return /-(3|3-5|3-7|4|4-1)$/.test(id)
}
