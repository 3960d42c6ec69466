import { lostCostOf } from './cost.ts'
import { advice } from './advice.ts'
import { type Case, type Found, plain } from './explain/case.ts'
import { changes } from './explain/changes.ts'
import { neverCached } from './explain/never-cached.ts'
import { providerSide, unexplained } from './explain/provider.ts'
import { unread } from './explain/unread.ts'
import { type Reason, basisOf, faultOf } from './reasons.ts'

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
  return {
    fault: faultOf(found.kind),
    ...found,
    fix: advice[found.kind],
    basis: basisOf(found.kind),
    comparedWith: of.match?.index,
    tokens: of.lost,
    cost: model && lostCostOf(of.lost, of.usage, model, of.prediction.exchange),
  }
}

function invalid(code: string): Found {
  return plain(
    'invalid-request',
    `The API answers this request with a 400 (${code}); nothing is read or written.`,
  )
}
