import { formatDuration, formatTokens } from '../format.ts'
import type { Earlier } from '../lanes.ts'
import { promptTokens } from '../prompt.ts'
import { type Case, type Found, plain } from './case.ts'

/** A prompt that grew, yet was counted shorter: the API cleared parts of it. */
export function shrunk({ prediction, usage }: Case, match: Earlier): Found | undefined {
  const management = prediction.prompt.parameters['context_management']
  const before = match.prediction.exchange.usage
  if (!management?.includes('clear_') || !before) return undefined
  if (promptTokens(usage) >= promptTokens(before)) return undefined
  const cleared = promptTokens(before) - promptTokens(usage)
  const message = `context_management cleared at least ${formatTokens(cleared)} tokens of earlier content; everything behind the first cleared block is a new prefix.`
  return { kind: 'context-editing', type: 'messages_changed', message }
}

/** What the rules say was there, and was not read. */
export function providerSide({ prediction }: Case, match?: Earlier): Found {
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

/** Where nothing else explains it. */
export function unexplained(of: Case, match: Earlier): Found {
  const { prediction, usage } = of
  const isShort = usage.read < prediction.served.usage.read * 0.98
  return isShort
    ? providerSide(of, match)
    : plain('unknown', 'Nothing that is recorded of the request explains it.')
}
