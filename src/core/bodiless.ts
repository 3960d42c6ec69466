import { advice } from './advice.ts'
import { lostCostOf } from './cost.ts'
import { formatDuration } from './format.ts'
import { findModel } from './models.ts'
import { type Exchange, type Ttl, type Usage, promptTokens } from './prompt.ts'
import { type MissType, type Reason, type ReasonKind, basisOf, faultOf } from './reasons.ts'
import { lifetime } from './renewal.ts'

/** Shares of the expected read below which tokens count as lost; smaller gaps are the uncached tail of a request. */
export const tolerance = 0.02

/** Tokens that could have been read and were not. */
export function lostOf(usage: Usage, expected: number, share: number): number {
  const reachable = Math.min(expected, promptTokens(usage))
  return usage.read < reachable * (1 - share) ? reachable - usage.read : 0
}

/** What is known of a request without a body. */
export interface Bodiless {
  /** Tokens that the request before it in the same lane had left in the cache. */
  readonly expected: number
  readonly lost: number
  readonly reasons: readonly Reason[]
}

interface Before {
  readonly index: number
  readonly cached: number
  readonly model: string | undefined
  readonly startedAt: number
  /** The lifetime of what was written last. */
  readonly ttl: Ttl
}

/**
 * Follows requests of which a log holds the usage only, lane by lane. What they say of a miss comes from the API's own
 * diagnostics, from models, summaries and times: it is never more than that.
 */
export class BodilessLanes {
  readonly #before = new Map<string, Before>()

  /** Takes the next request, in the order of time. */
  add(exchange: Exchange, usage: Usage, index: number): Bodiless {
    const { lane = '', model, startedAt } = exchange
    const before = this.#before.get(lane)
    this.leave(lane, {
      index,
      cached: usage.read + usage.write5m + usage.write1h,
      model,
      startedAt,
      ttl: ttlOf(usage) ?? before?.ttl ?? '5m',
    })
    const expected = before?.cached ?? 0
    const lost = lostOf(usage, expected, tolerance)
    return {
      expected,
      lost,
      reasons: before && lost > 0 ? [reasonFor(exchange, before, lost)] : [],
    }
  }

  /** Has a lane go on from a request that was followed elsewhere. */
  leave(lane: string, before: Before): void {
    this.#before.set(lane, before)
  }
}

function ttlOf({ write5m, write1h }: Usage): Ttl | undefined {
  if (write5m + write1h === 0) return undefined
  return write5m === 0 ? '1h' : '5m'
}

type Found = Pick<Reason, 'kind' | 'type' | 'message'>

function reasonFor(exchange: Exchange, before: Before, lost: number): Reason {
  const found = said(exchange) ?? seen(exchange, before)
  const model = findModel(exchange.model ?? '')
  return {
    ...found,
    fault: faultOf(found.kind),
    fix: advice[found.kind],
    basis: basisOf(found.kind),
    comparedWith: before.index,
    tokens: lost,
    cost: model && exchange.usage && lostCostOf(lost, exchange.usage, model, exchange),
  }
}

/** What the API's diagnostics say. "Cache diagnostics", platform.claude.com, September 2026. */
function said({ diagnosis }: Exchange): Found | undefined {
  const type = diagnosis?.type ?? ''
  const kind = kinds.get(type as MissType)
  return kind && { kind, type: type as MissType, message: `The API says ${type}.` }
}

const kinds: ReadonlyMap<MissType, ReasonKind> = new Map([
  ['model_changed', 'other-model'],
  ['tools_changed', 'tool-changed'],
  ['system_changed', 'text'],
  ['messages_changed', 'history-edited'],
])

/** What models, summaries and times say. */
function seen({ model, compacted, startedAt }: Exchange, before: Before): Found {
  if (model !== before.model) {
    const message = `The model changed from ${before.model ?? 'another'} to ${model ?? 'another'}.`
    return { kind: 'other-model', type: 'model_changed', message }
  }
  if (compacted) {
    const message = 'The conversation was summarised before this request.'
    return { kind: 'history-summarised', type: 'messages_changed', message }
  }
  const gap = startedAt - before.startedAt
  if (gap > lifetime[before.ttl] + late) {
    const message = `The request before it was ${formatDuration(gap)} earlier, and what is cached for ${before.ttl} had expired.`
    return { kind: 'expired', type: undefined, message }
  }
  const message = 'The log holds no bodies, and neither times nor models explain it.'
  return { kind: 'unknown', type: undefined, message }
}

/** Entries are still read some seconds after their lifetime; see `lifetime`. */
const late = 10_000
