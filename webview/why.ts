import { lookback } from '../src/core/cache.ts'
import { formatDuration, formatMoney, formatTokens, plural } from '../src/core/format.ts'
import { previewLength } from '../src/core/recording.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Divergence } from './align.ts'
import { type Gap, type Session, agrees, before } from './session.ts'
import { type PairRow, stackOf } from './stack.ts'
import { placeOf } from './words.ts'

/** Why an iteration went as it did, as far as the replay and the log can tell. */
export interface Why {
  readonly title: string
  /** In a word or two, for the timeline; undefined where nothing went wrong. */
  readonly short: string | undefined
  readonly tone: 'read' | 'written' | 'lost' | 'plain'
  /** The API's name of the cause and where it stands. */
  readonly source: string | undefined
  /** What was and what is, around the first difference. */
  readonly excerpt: Excerpt | undefined
  readonly facts: readonly string[]
}

/** `head` and `tail` are equal in both requests. */
export interface Excerpt {
  readonly head: string
  readonly was: string
  readonly is: string
  readonly tail: string
}

/** Explains one iteration of a session. */
export function whyOf(session: Session, now: Iteration): Why {
  const earlier = before(session, now.index)
  switch (now.verdict) {
    case 'first':
      return first(now)
    case 'uncached':
      return uncached(now)
    case 'hit':
      return hit(now, session.gaps.get(now.index))
    case 'partial':
    case 'miss':
      return missed(now, earlier, session.gaps.get(now.index))
  }
}

/** What the lost tokens cost more than reading them would have, in US dollars. */
export function lostCost({ lost, model }: Iteration): number | undefined {
  return model && (lost * (model.prices.write5m - model.prices.read)) / 1e6
}

function first({ usage }: Iteration): Why {
  const written = usage.write5m + usage.write1h
  const hour = usage.write1h > 0 ? `, ${formatTokens(usage.write1h)} of them for 1 hour` : ''
  return {
    ...plain,
    title: 'First request: nothing to read yet',
    tone: 'written',
    facts: [`${formatTokens(written)} tokens were written for later requests${hour}.`],
  }
}

function uncached({ exchange, usage, model, borders }: Iteration): Why {
  const { prompt } = exchange
  if (!prompt && !exchange.usage) {
    return { ...plain, title: 'The log recorded neither usage nor body', facts: [] }
  }
  const title = 'Nothing was cached'
  if (!prompt) return { ...plain, title, facts: ['The log recorded no cache reads or writes.'] }
  const marked = prompt.blocks.flatMap((block, i) => (block.breakpoint ? [borders[i] ?? 0] : []))
  const longest = Math.max(0, ...marked)
  if (marked.length === 0) {
    const fact = `No block carries a breakpoint: all ${formatTokens(usage.input)} tokens were paid in full.`
    return { ...plain, title, facts: [fact] }
  }
  if (model && longest < model.minimum) {
    const fact = `The longest marked prefix has ${formatTokens(longest)} tokens; ${model.name} caches from ${formatTokens(model.minimum)}.`
    return { ...plain, title: 'The marked prefix is too short to be cached', facts: [fact] }
  }
  return { ...plain, title, facts: ['Blocks are marked, but the log recorded no reads or writes.'] }
}

function hit(now: Iteration, gap: Gap | undefined): Why {
  const { usage } = now
  const written = usage.write5m + usage.write1h
  const facts = []
  if (written > 0) facts.push(`${formatTokens(written)} new tokens were written behind them.`)
  if (usage.input > 0)
    facts.push(`${formatTokens(usage.input)} tokens were not marked for caching.`)
  if (now.cost && now.cost.uncached > now.cost.total) {
    facts.push(
      `${formatMoney(now.cost.total)} instead of ${formatMoney(now.cost.uncached)} without a cache.`,
    )
  }
  if (gap) facts.push(`${formatDuration(gap.milliseconds)} had passed, yet the entries were alive.`)
  return {
    ...plain,
    title: `All ${formatTokens(usage.read)} tokens of the prefix were read`,
    tone: 'read',
    facts,
  }
}

function missed(now: Iteration, earlier: Iteration | undefined, gap: Gap | undefined): Why {
  const { usage, lost, model } = now
  const cause = causeOf(now, earlier, gap)
  const price = lostCost(now)
  const cost =
    price === undefined ? '' : `: ${formatMoney(price)} more than reading them would have cost`
  const again = `${formatTokens(lost)} tokens were paid again${cost}.`
  const amount =
    usage.read > 0
      ? `Only ${formatTokens(usage.read)} of ${formatTokens(usage.read + lost)} tokens were read`
      : 'Nothing was read'
  const minimum =
    model && !cause.title && usage.write1h + usage.write5m === 0
      ? ['Nothing was written for the next request either.']
      : []
  return {
    title: cause.title ?? `${amount}${cause.because}`,
    short: cause.short,
    tone: 'lost',
    source: cause.source,
    excerpt: cause.excerpt,
    facts: [...(cause.title ? [`${amount}.`] : []), again, ...cause.facts, ...minimum],
  }
}

interface Cause {
  /** Takes the place of the amount where the cause is the story. */
  readonly title?: string
  /** Follows the amount. */
  readonly because: string
  readonly short: string
  readonly source: string | undefined
  readonly excerpt: Excerpt | undefined
  readonly facts: readonly string[]
}

function causeOf(now: Iteration, earlier: Iteration | undefined, gap: Gap | undefined): Cause {
  const change = earlier && changeWithin(earlier, now)
  if (gap) {
    const entries = gap.expired === '5m' ? 'the 5-minute entries' : 'every entry'
    return {
      because: `: ${formatDuration(gap.milliseconds)} since the last request, ${entries} had expired`,
      short: 'expired',
      source: 'cache expired · timing',
      excerpt: undefined,
      facts: change?.title ? [`Besides: ${lower(change.title)}.`] : [],
    }
  }
  if (change) return change
  if (now.predicted && agrees(now) === false && now.predicted.read > now.usage.read) {
    return {
      ...unknown,
      because: `, though the prefix is the same and had not expired`,
      short: 'not found',
      facts: [
        `By the rules ${formatTokens(now.predicted.read)} tokens should have been read. The entry may not have been ready, or was dropped early.`,
      ],
    }
  }
  return lookbackCause(now, earlier) ?? (now.exchange.prompt ? unknown : silent)
}

const plain: Omit<Why, 'title' | 'facts'> = {
  short: undefined,
  tone: 'plain',
  source: undefined,
  excerpt: undefined,
}

const unknown: Cause = {
  because: '',
  short: 'lost',
  source: undefined,
  excerpt: undefined,
  facts: ['The requests do not show why.'],
}

const silent: Cause = {
  ...unknown,
  facts: ['This log holds no bodies, so it cannot say what changed.'],
}

/** The first difference between two requests, where it stands in what the earlier one had cached. */
function changeWithin(earlier: Iteration, now: Iteration): Cause | undefined {
  const stack = stackOf(earlier, now)
  if (!stack?.divergence) return undefined
  if (!isWithinCached(earlier, stack.rows, stack.divergence)) return undefined
  return changeOf(stack.divergence, stack.rows, earlier, now)
}

/** Whether the first difference lies within what the request before had cached. */
function isWithinCached(
  earlier: Iteration,
  rows: readonly PairRow[],
  { at, what }: Divergence,
): boolean {
  if (what === 'model') return true
  const place = rows.slice(at).find((row) => row.before)?.before?.at
  return place !== undefined && place <= earlier.cachedTo
}

/** All breakpoints stand too far behind the last one of the request before. */
function lookbackCause(now: Iteration, earlier: Iteration | undefined): Cause | undefined {
  const blocks = now.exchange.prompt?.blocks
  const last = earlier?.cachedTo ?? -1
  if (!blocks || last < 0) return undefined
  const nearest = blocks.findIndex((block, i) => i >= last && block.breakpoint)
  if (nearest < 0 || nearest - last < lookback) return undefined
  return {
    because: `: ${plural(nearest - last, 'block')} lie between the breakpoints`,
    short: 'too far back',
    source: `lookback of ${lookback} · your prompt`,
    excerpt: undefined,
    facts: [`A breakpoint looks back over ${lookback} blocks, itself first. Mark one in between.`],
  }
}

function changeOf(
  divergence: Divergence,
  rows: readonly PairRow[],
  earlier: Iteration,
  now: Iteration,
): Cause {
  const { what, at } = divergence
  const row = rows[at]
  if (what === 'model') {
    const from = earlier.model?.name ?? earlier.exchange.prompt?.model
    const to = now.model?.name ?? now.exchange.prompt?.model
    return {
      ...unknown,
      title: `The model changed from ${from} to ${to}`,
      short: 'model changed',
      source: 'model_changed · your prompt',
      facts: ['Every model has a cache of its own.'],
    }
  }
  if (what === 'parameters') {
    return {
      ...unknown,
      title: `${changedParameters(earlier, now)} changed: all messages are written again`,
      short: 'parameters changed',
      source: 'parameters changed · your prompt',
      facts: [],
    }
  }
  const side = row?.now ?? row?.before
  const place = side ? ` · ${placeOf(side)}` : ''
  const excerpt =
    row?.before && row.now ? excerptOf(row.before.block.content, row.now.block.content) : undefined
  const noun = { tools: 'A tool', system: 'The system prompt', messages: 'An earlier message' }[
    what
  ]
  const isCut = row?.relation === 'changed' && !excerpt
  return {
    because: '',
    title: `${noun} ${{ changed: 'changed', added: 'came in between', removed: 'is gone', equal: 'changed' }[row?.relation ?? 'changed']}`,
    short: `${what} changed`,
    source: `${what}_changed${place}${excerpt ? `, character ${excerpt.at}` : ''} · your prompt`,
    excerpt: excerpt?.text,
    facts: isCut ? [`The difference lies behind its first ${previewLength} characters.`] : [],
  }
}

function changedParameters(earlier: Iteration, now: Iteration): string {
  const was = earlier.exchange.prompt?.parameters ?? {}
  const is = now.exchange.prompt?.parameters ?? {}
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return names.filter((name) => was[name] !== is[name]).join(', ')
}

/** Characters of equal text shown before and behind a difference; and how many must agree to end one. */
const context = 28
const agreeing = 8

/** The first difference of two texts, of which only the beginnings may be known. */
function excerptOf(was: string, is: string): { at: number; text: Excerpt } | undefined {
  if (was === is) return undefined
  const shortest = Math.min(was.length, is.length)
  let at = 0
  while (at < shortest && was[at] === is[at]) at++
  const { before, now } = lengthsOf(was.slice(at), is.slice(at))
  const end = at + now
  const text = {
    head: (at > context ? '…' : '') + is.slice(Math.max(0, at - context), at),
    was: was.slice(at, at + before),
    is: is.slice(at, end),
    tail: is.slice(end, end + context) + (end + context < is.length ? '…' : ''),
  }
  return { at, text }
}

/** How long the first difference is on either side: up to where both agree again. */
function lengthsOf(was: string, is: string): { before: number; now: number } {
  const most = 40
  for (let sum = 1; sum <= 2 * most; sum++) {
    for (let before = Math.max(0, sum - most); before <= Math.min(sum, most); before++) {
      const now = sum - before
      const next = was.slice(before, before + agreeing)
      const isSame = next.length > 0 && next === is.slice(now, now + agreeing)
      if (isSame) return { before, now }
    }
  }
  return { before: Math.min(was.length, most), now: Math.min(is.length, most) }
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1)
}
