import { lostCostOf } from '../src/core/cost.ts'
import type { ChangeKind, Divergence } from '../src/core/divergence.ts'
import { formatDuration, formatMoney, formatTokens } from '../src/core/format.ts'
import type { Fault, Reason, ReasonKind } from '../src/core/reasons.ts'
import type { Iteration } from '../src/core/simulate.ts'
import { excerptOf } from './excerpt.ts'
import type { Why } from './explanation.ts'
import { type Gap, type Session, reasonsOf } from './session.ts'

/** Explains an iteration that read less than it could have. */
export function missed(session: Session, now: Iteration): Why {
  const [reason, ...others] = reasonsOf(session, now)
  const gap = session.gaps.get(now.index)
  const price = costFact(now, reason)
  if (!reason) return withoutReason(now, gap, price)
  const { kind, divergence, type, fault } = reason
  const excerpt = excerptOf(reason)
  const place = divergence && placeOf(now, divergence)
  const besides = others.map(({ message }) => `Besides: ${message}`)
  const isTold = excerpt !== undefined || kind === 'expired'
  const change = divergence ? changeTitle(divergence) : titles[kind]
  return {
    title: kind === 'expired' ? expiredTitle(now, gap) : (change ?? amountOf(now)),
    short: divergence ? `${divergence.section} changed` : (shorts[kind] ?? 'lost'),
    tone: 'lost',
    source: [type ?? kind.replaceAll('-', ' '), place, faults[fault]].filter(Boolean).join(' · '),
    excerpt,
    facts: [
      ...(isTold ? [] : [reason.message]),
      ...(change ? [`${amountOf(now)}.`] : []),
      price,
      ...besides,
    ],
    advice: reason.fix,
  }
}

/** The log holds no body: the clock is all that there is to go by. */
function withoutReason(now: Iteration, gap: Gap | undefined, price: string): Why {
  const silent = 'This log holds no bodies, so it cannot say what changed.'
  return {
    title: gap ? expiredTitle(now, gap) : amountOf(now),
    short: gap ? 'expired' : 'lost',
    tone: 'lost',
    source: gap && 'expired · timing',
    excerpt: undefined,
    facts: gap ? [price] : [price, silent],
    advice: undefined,
  }
}

function amountOf({ usage, lost }: Iteration): string {
  return usage.read > 0
    ? `Only ${formatTokens(usage.read)} of ${formatTokens(usage.read + lost)} tokens were read`
    : 'Nothing was read'
}

function expiredTitle(now: Iteration, gap: Gap | undefined): string {
  if (!gap) return `${amountOf(now)}: the entry had expired`
  const entries = gap.expired === '5m' ? 'the 5-minute entries' : 'every entry'
  return `${amountOf(now)}: ${formatDuration(gap.milliseconds)} since the last request, ${entries} had expired`
}

function costFact({ lost, model, usage }: Iteration, reason: Reason | undefined): string {
  const cost = reason ? reason.cost : model && lostCostOf(lost, usage, model)
  const again = usage.write5m + usage.write1h > 0 ? 'written again' : 'paid in full again'
  const more = cost === undefined ? '' : `: ${formatMoney(cost)} more than a read`
  return `${formatTokens(lost)} tokens were ${again}${more}.`
}

function placeOf(now: Iteration, { section, block, offset }: Divergence): string {
  const blocks = now.exchange.prompt?.blocks ?? []
  const first = blocks.findIndex((each) => each.section === section)
  const at = blocks[block]?.message ?? Math.max(0, block - first)
  return `${section}[${at}]${offset > 0 ? `, character ${offset + 1}` : ''}`
}

const faults: Readonly<Record<Fault, string | undefined>> = {
  yours: 'your prompt',
  timing: 'timing',
  concurrency: 'parallel requests',
  provider: undefined,
  unknown: undefined,
}

/** What changed, as one says it. */
function changeTitle({ section, kind, was, now, tool }: Divergence): string {
  const whole = wholeTitles[kind]
  if (whole) return whole
  if (kind === 'tool-added') return `The tool ${now} was added`
  if (kind === 'tool-removed') return `The tool ${was} is gone`
  const noun = { tools: 'A tool', system: 'The system prompt', messages: 'An earlier message' }
  const subject = tool === undefined ? noun[section] : `The tool ${tool}`
  const thing = things[kind]
  return thing === undefined ? `${subject} changed` : `${subject} changed: ${thing}`
}

const things: Partial<Record<ChangeKind, string>> = {
  timestamp: 'a time of day',
  date: 'a date',
  uuid: 'an id',
  counter: 'a number',
  'random-id': 'a random id',
  'key-order': 'the order of JSON keys',
  whitespace: 'white space',
  'unicode-form': 'the Unicode form of its text',
  're-serialised': 'the same content, spelled another way',
  'image-changed': 'the bytes of an image',
}

const wholeTitles: Partial<Record<ChangeKind, string>> = {
  'tool-reordered': 'The order of the tools changed',
  'image-toggled': 'Images came in or went away',
  'history-truncated': 'Messages were dropped from the history',
  'history-summarised': 'Earlier messages gave way to a summary',
  'thinking-dropped': 'The thinking of an earlier turn is gone',
  'context-editing': 'An earlier tool result was cleared',
}

const titles: Partial<Record<ReasonKind, string>> = {
  'no-breakpoint': 'The request has no breakpoint',
  'invalid-request': 'The API refuses this request',
  'below-minimum': 'The marked prefix is too short to be cached',
  'not-yet-visible': 'The entry was still being written',
  'provider-side': 'The entry was not found, though the prefix is the same',
  'out-of-lookback': 'The breakpoints lie too far apart',
  'breakpoint-moved': 'No breakpoint stands where the last one stood',
  'other-model': 'The model changed',
  'other-speed': 'The speed changed',
  'other-workspace': 'The request came from another workspace',
  'other-platform': 'The request went to another platform',
  'parameter-changed': 'A parameter changed',
}

const shorts: Partial<Record<ReasonKind, string>> = {
  expired: 'expired',
  'no-breakpoint': 'no breakpoint',
  'not-yet-visible': 'not ready yet',
  'provider-side': 'not found',
  'out-of-lookback': 'out of lookback',
  'breakpoint-moved': 'breakpoint moved',
  'below-minimum': 'too short',
  'other-model': 'model changed',
  'parameter-changed': 'parameter changed',
}
