import { advice } from './advice.ts'
import { type Divergence, compare } from './compare.ts'
import { formatDuration, formatTokens } from './format.ts'
import type { Earlier } from './lanes.ts'
import { lifetime } from './renewal.ts'
import type { Prediction } from './predict.ts'
import { type Prefix, ancestorAt, commonPrefix, traits } from './prefix.ts'
import { type Usage, promptTokens } from './prompt.ts'
import { type MissType, type Reason, type ReasonKind, basisOf, faultOf } from './reasons.ts'
import type { Facet } from './salts.ts'
import { describeDivergence } from './wording.ts'

/** An iteration to be explained. */
export interface Case {
  readonly prediction: Prediction
  /** The earlier request that it goes on from. */
  readonly match: Earlier | undefined
  /** The recorded usage where there is one, else the prediction. */
  readonly usage: Usage
  /** Tokens that it did not read although the earlier request had left them in the cache. */
  readonly lost: number
}

/** A reason before it is priced. */
type Found = Pick<Reason, 'kind' | 'type' | 'message'> &
  Partial<Pick<Reason, 'divergence' | 'parameter' | 'fault'>>

/**
 * Why an iteration read less than it could have: what changed, in the order in which the API looks (model, tools,
 * system, parameters, messages), then what kept an unchanged prefix from being read.
 */
export function explain(of: Case): Reason[] {
  const { prediction, match, lost } = of
  const { refusal } = prediction.prompt
  if (refusal !== undefined && !prediction.exchange.usage) return [price(of, invalid(refusal))]
  if (!match) return lost > 0 ? [price(of, providerSide(of))] : []
  if (lost <= 0) return neverCached(of, match).map((found) => price(of, found))
  const found = [...changes(of, match), ...unread(of, match)]
  return (found.length > 0 ? found : [unexplained(of, match)]).map((each) => price(of, each))
}

function price(of: Case, found: Found): Reason {
  const { model } = of.prediction
  const { prices } = model ?? {}
  const isWritten = of.usage.write5m + of.usage.write1h > 0
  const rate = prices && (isWritten ? prices.write5m : prices.input) - prices.read
  return {
    fault: faultOf(found.kind),
    ...found,
    fix: advice[found.kind],
    basis: basisOf(found.kind),
    comparedWith: of.match?.index,
    tokens: of.lost,
    cost: rate === undefined ? undefined : (of.lost * rate) / 1e6,
  }
}

/** What differs between the two requests, as far as it lies within what the earlier one had cached. */
function changes({ prediction }: Case, match: Earlier): Found[] {
  const before = match.prediction
  const facets = changedFacets(before.facets, prediction.facets)
  const was = before.prompt.tip
  const now = prediction.prompt.tip
  const difference = compare(was, now)
  const divergence = difference && difference.block < cachedDepth(match) ? difference : undefined
  const explained = new Set<string>()
  const found: Found[] = []
  if (divergence) {
    found.push(diverged(divergence))
    if (divergence.section === 'tools') for (const name of toolFacets) explained.add(name)
    if (divergence.kind === 'image-toggled') explained.add('images')
    if (divergence.section !== 'messages' || divergence.kind !== 'image-toggled')
      explained.add('citations')
  }
  for (const change of facets) {
    if (!explained.has(change.name)) found.push(changedFacet(change, was, now))
  }
  return found.sort((a, b) => rank(a.type) - rank(b.type))
}

/** The API's own order of precedence. "Cache diagnostics", platform.claude.com, August 2026. */
const order: readonly (MissType | undefined)[] = [
  undefined,
  'model_changed',
  'tools_changed',
  'system_changed',
  'unavailable',
  'messages_changed',
]

const rank = (type: MissType | undefined): number => order.indexOf(type)

const toolFacets = ['web_search', 'web_fetch', 'mcp_servers'] as const

const missTypes = {
  tools: 'tools_changed',
  system: 'system_changed',
  messages: 'messages_changed',
} as const

function diverged(divergence: Divergence): Found {
  return {
    kind: divergence.kind,
    type: missTypes[divergence.section],
    message: describeDivergence(divergence),
    divergence,
  }
}

interface FacetChange {
  readonly name: string
  readonly was: string
  readonly now: string
}

function changedFacets(before: readonly Facet[], after: readonly Facet[]): FacetChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const was = before.find((each) => each.name === name)?.value ?? ''
    const now = after.find((each) => each.name === name)?.value ?? ''
    return was === now ? [] : [{ name, was, now }]
  })
}

const facetKinds: Readonly<Record<string, readonly [ReasonKind, MissType | undefined]>> = {
  platform: ['other-platform', undefined],
  workspace: ['other-workspace', undefined],
  model: ['other-model', 'model_changed'],
  speed: ['other-speed', 'model_changed'],
  mcp_servers: ['parameter-changed', 'tools_changed'],
  web_search: ['parameter-changed', 'tools_changed'],
  web_fetch: ['parameter-changed', 'tools_changed'],
  citations: ['parameter-changed', 'messages_changed'],
  images: ['image-toggled', 'messages_changed'],
}

function changedFacet(change: FacetChange, before: Prefix, after: Prefix): Found {
  const { name, was, now } = change
  const [kind, type] = facetKinds[name] ?? ['parameter-changed', 'unavailable']
  const say = (value: string): string => (value === '' ? 'not set' : value)
  if (kind !== 'image-toggled') {
    const message = `${name} changed from ${say(was)} to ${say(now)}; entries made with one are not read with the other.`
    return { kind, type, message, parameter: change }
  }
  const isAdded = now !== ''
  const block = firstImage(isAdded ? after : before)
  const message = `${isAdded ? 'The first image came in' : 'The last image went away'} at block ${block + 1}; that breaks the cache of all messages.`
  const divergence: Divergence = {
    section: 'messages',
    kind,
    block,
    offset: 0,
    was,
    now,
    continues: true,
  }
  return { kind, type, message, divergence }
}

function firstImage(tip: Prefix): number {
  let at = tip
  while (at.parent && at.parent.traits & traits.image) at = at.parent
  return at.depth - 1
}

/** Blocks up to the last one that a request had read or written. */
function cachedDepth({ prediction }: Earlier): number {
  return prediction.served.cachedTo + 1
}

/** The deepest breakpoint of the earlier request that the later one still holds unchanged: what it could have read. */
function sharedDepth({ prediction }: Case, match: Earlier): number {
  const common = commonPrefix(match.prediction.prompt.tip, prediction.prompt.tip).depth
  const depths = match.prediction.prompt.marks.map(({ index }) => index + 1)
  return Math.max(0, ...depths.filter((depth) => depth <= Math.min(common, cachedDepth(match))))
}

/** Why an unchanged prefix was not read. */
function unread(of: Case, match: Earlier): Found[] {
  const { prediction, usage } = of
  const { served, prompt, request } = prediction
  const depth = sharedDepth(of, match)
  const facets = changedFacets(match.prediction.facets, prediction.facets)
  if (depth === 0 || facets.length > 0) return []
  if (served.readTo + 1 >= depth) {
    const expected = request.tokensOf(ancestorAt(prompt.tip, served.readTo + 1))
    const isShort = prediction.exchange.usage !== undefined && usage.read < expected * 0.98
    return isShort ? [shrunk(of, match) ?? providerSide(of, match)] : []
  }
  const { invisible, expired, outOfReach } = served
  const behind = prompt.marks.filter(({ index }) => index + 1 >= depth)
  const what = `The prefix of ${formatTokens(match.cached)} tokens`
  if (prompt.marks.length === 0) {
    return [plain('no-breakpoint', 'The request has no breakpoint; without one nothing is read.')]
  }
  if (behind.length === 0) {
    const message = `${what} ends at block ${depth}, and no breakpoint stands there or behind it any more.`
    return [plain('breakpoint-moved', message)]
  }
  if (behind.every(({ index }) => served.tooShort.some((each) => each.index === index))) {
    return [belowMinimum(of)]
  }
  if (invisible && invisible.index + 1 >= depth) {
    const wait = invisible.visibleAt - request.startedAt
    const message = `${what} was still being written: its request had not begun to answer, which took another ${formatDuration(wait)}.`
    return [plain('not-yet-visible', message)]
  }
  if (expired && expired.index + 1 >= depth) {
    const late = request.startedAt - expired.expiresAt
    const message = `${what} expired ${formatDuration(late)} before this request; a lifetime counts from the start of the last request that wrote or read it.`
    return [plain('expired', message)]
  }
  if (outOfReach && outOfReach.index + 1 >= depth) {
    const message = `${what} lies ${outOfReach.positions} positions from the breakpoint, itself counted; a breakpoint looks at 20.`
    return [plain('out-of-lookback', message)]
  }
  const age = request.startedAt - match.prediction.request.startedAt
  const ttl = match.prediction.prompt.marks.at(-1)?.ttl ?? '5m'
  if (age > lifetime[ttl]) {
    return [plain('expired', `${what} was ${formatDuration(age)} old, and lives ${ttl}.`)]
  }
  return []
}

/** A prompt that grew, yet was counted shorter: the API cleared parts of it. */
function shrunk({ prediction, usage }: Case, match: Earlier): Found | undefined {
  const management = prediction.prompt.parameters['context_management']
  const before = match.prediction.exchange.usage
  if (!management?.includes('clear_') || !before) return undefined
  if (promptTokens(usage) >= promptTokens(before)) return undefined
  const cleared = promptTokens(before) - promptTokens(usage)
  const message = `context_management cleared at least ${formatTokens(cleared)} tokens of earlier content; everything behind the first cleared block is a new prefix.`
  return { kind: 'context-editing', type: 'messages_changed', message }
}

function providerSide({ prediction }: Case, match?: Earlier): Found {
  if (!match) {
    const message = `A request of another conversation had left ${formatTokens(prediction.served.usage.read)} tokens of this prefix in the cache, which should have been read.`
    return plain('provider-side', message)
  }
  const gap = prediction.request.startedAt - match.prediction.request.startedAt
  const isClose = gap < 10_000
  const message = isClose
    ? `The same prefix was cached ${formatDuration(gap)} before and should have been read. Requests that follow each other this closely miss now and then.`
    : `The same prefix was cached ${formatDuration(gap)} before and should have been read: it was evicted, or the request was served elsewhere.`
  return plain('provider-side', message)
}

function unexplained(of: Case, match: Earlier): Found {
  const { prediction, usage } = of
  const isShort = usage.read < prediction.served.usage.read * 0.98
  return isShort
    ? providerSide(of, match)
    : plain('unknown', 'Nothing that is recorded of the request explains it.')
}

/** Nothing was cached by the request before either: is there a reason that nothing ever will be? */
function neverCached(of: Case, match: Earlier): Found[] {
  const { prediction, usage } = of
  const { prompt, request, served } = prediction
  if (match.cached > 0 || usage.read + usage.write5m + usage.write1h > 0) return []
  const common = commonPrefix(match.prediction.prompt.tip, prompt.tip)
  if (prompt.marks.length === 0) {
    if (request.tokensOf(common) < request.minimum) return []
    const message = `The request has no breakpoint, so none of the ${formatTokens(request.tokensOf(common))} tokens that it repeats are cached.`
    return [plain('no-breakpoint', message)]
  }
  return served.tooShort.length === prompt.marks.length && common.depth > 0
    ? [belowMinimum(of)]
    : []
}

function belowMinimum({ prediction }: Case): Found {
  const { served, request, model } = prediction
  const longest = Math.max(0, ...served.tooShort.map(({ tokens }) => tokens))
  const name = model ? ` of ${model.name}` : ''
  const message = `The longest marked prefix has ${formatTokens(longest)} tokens, the minimum${name} is ${formatTokens(request.minimum)}.`
  return plain('below-minimum', message)
}

function invalid(code: string): Found {
  return plain(
    'invalid-request',
    `The API answers this request with a 400 (${code}); nothing is read or written.`,
  )
}

function plain(kind: ReasonKind, message: string): Found {
  return { kind, type: undefined, message }
}
