import { formatTokens } from '../format.ts'
import type { Earlier } from '../lanes.ts'
import { commonPrefix } from '../prefix.ts'
import { type Case, type Found, plain } from './case.ts'

/** Nothing was cached by the request before either: is there a reason that nothing ever will be? */
export function neverCached(of: Case, match: Earlier): Found[] {
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

/** Every marked prefix is shorter than the minimum of the model. */
export function belowMinimum({ prediction }: Case): Found {
  const { served, request, model } = prediction
  const longest = Math.max(0, ...served.tooShort.map(({ tokens }) => tokens))
  const name = model ? ` of ${model.name}` : ''
  const message = `The longest marked prefix has ${formatTokens(longest)} tokens, the minimum${name} is ${formatTokens(request.minimum)}.`
  return plain('below-minimum', message)
}
