import { lookback } from '../cache.ts'
import { formatDuration, formatTokens } from '../format.ts'
import type { Earlier } from '../lanes.ts'
import { ancestorAt, commonPrefix } from '../prefix.ts'
import { lifetime } from '../renewal.ts'
import { type Case, type Found, cachedDepth, plain } from './case.ts'
import { changedFacets } from './changes.ts'
import { belowMinimum } from './never-cached.ts'
import { providerSide, shrunk } from './provider.ts'

/** The deepest breakpoint of the earlier request that the later one still holds unchanged: what it could have read. */
function sharedDepth({ prediction }: Case, match: Earlier): number {
  const common = commonPrefix(match.prediction.prompt.tip, prediction.prompt.tip).depth
  const depths = match.prediction.prompt.marks.map(({ index }) => index + 1)
  return Math.max(0, ...depths.filter((depth) => depth <= Math.min(common, cachedDepth(match))))
}

/** Why an unchanged prefix was not read. */
export function unread(of: Case, match: Earlier): Found[] {
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
    const message = `${what} lies ${outOfReach.positions} positions from the breakpoint, itself counted; a breakpoint looks at ${lookback}.`
    return [plain('out-of-lookback', message)]
  }
  const age = request.startedAt - match.prediction.request.startedAt
  const ttl = match.prediction.prompt.marks.at(-1)?.ttl ?? '5m'
  if (age > lifetime[ttl]) {
    return [plain('expired', `${what} was ${formatDuration(age)} old, and lives ${ttl}.`)]
  }
  return []
}
