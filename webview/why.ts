import { formatMoney, formatDuration, formatTokens } from '../src/core/format.ts'
import { marksOf } from '../src/core/prefix.ts'
import type { ReasonKind } from '../src/core/reasons.ts'
import type { Iteration } from '../src/core/simulate.ts'
import type { Why } from './explanation.ts'
import { missed } from './missed.ts'
import { type Gap, type Session, reasonsOf } from './session.ts'

/** Explains one iteration of a session. */
export function whyOf(session: Session, now: Iteration): Why {
  if (now.lost > 0) return missed(session, now)
  if (now.verdict === 'first') return first(now)
  if (now.verdict === 'uncached') return uncached(session, now)
  return hit(now, session.gaps.get(now.index))
}

const nothing: Omit<Why, 'title' | 'facts'> = {
  short: undefined,
  tone: 'plain',
  source: undefined,
  excerpt: undefined,
  advice: undefined,
}

function first({ usage }: Iteration): Why {
  const written = usage.write5m + usage.write1h
  const hour = usage.write1h > 0 ? `, ${formatTokens(usage.write1h)} of them for 1 hour` : ''
  return {
    ...nothing,
    title: 'First request: nothing to read yet',
    tone: 'written',
    facts: [`${formatTokens(written)} tokens were written for later requests${hour}.`],
  }
}

const nothingCached = 'Nothing was cached'

const titles: Readonly<Partial<Record<ReasonKind, string>>> = {
  'below-minimum': 'The marked prefix is too short to be cached',
  'invalid-request': 'The API refuses this request',
}

function uncached(session: Session, now: Iteration): Why {
  const { exchange, usage, model } = now
  const [reason] = reasonsOf(session, now)
  if (!exchange.prompt && !exchange.usage) {
    return { ...nothing, title: 'The log recorded neither usage nor body', facts: [] }
  }
  if (reason) {
    const title = titles[reason.kind] ?? nothingCached
    return { ...nothing, title, facts: [reason.message], advice: reason.fix }
  }
  if (!exchange.prompt) {
    const fact = 'The log recorded no cache reads or writes.'
    return { ...nothing, title: nothingCached, facts: [fact] }
  }
  if (marksOf(exchange.prompt).length === 0) {
    const fact = `No block carries a breakpoint: all ${formatTokens(usage.input)} tokens were paid in full.`
    return { ...nothing, title: nothingCached, facts: [fact] }
  }
  const minimum = model
    ? `the ${formatTokens(model.minimum)} tokens that ${model.name} asks for`
    : 'the minimum'
  return {
    ...nothing,
    title: 'Nothing was cached although blocks are marked',
    facts: [`Most likely every marked prefix is shorter than ${minimum}.`],
  }
}

function hit({ usage, cost }: Iteration, gap: Gap | undefined): Why {
  const written = usage.write5m + usage.write1h
  const facts = []
  if (written > 0) facts.push(`${formatTokens(written)} new tokens were written behind it.`)
  if (usage.input > 0)
    facts.push(`${formatTokens(usage.input)} tokens were not marked for caching.`)
  if (gap) facts.push(`${formatDuration(gap.milliseconds)} had passed, yet the entries were alive.`)
  if (cost && cost.uncached > cost.total) {
    facts.push(
      `${formatMoney(cost.total)} instead of ${formatMoney(cost.uncached)} without a cache.`,
    )
  }
  return {
    ...nothing,
    title: `The whole prefix of ${formatTokens(usage.read)} tokens was read`,
    tone: 'read',
    facts,
  }
}
