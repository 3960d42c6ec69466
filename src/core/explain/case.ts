import type { Earlier } from '../lanes.ts'
import type { Prediction } from '../predict.ts'
import type { Usage } from '../prompt.ts'
import type { Reason, ReasonKind } from '../reasons.ts'

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
export type Found = Pick<Reason, 'kind' | 'type' | 'message'> &
  Partial<Pick<Reason, 'divergence' | 'parameter' | 'fault'>>

/** Blocks up to the last one that a request had read or written. */
export function cachedDepth({ prediction }: Earlier): number {
  return prediction.served.cachedTo + 1
}

/** A reason that the API's diagnostics have no word for. */
export function plain(kind: ReasonKind, message: string): Found {
  return { kind, type: undefined, message }
}
