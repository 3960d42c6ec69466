import type { ChangeKind, Divergence } from './divergence.ts'

/** What broke a prefix, in the API's own words. `cache_miss_reason` of `@anthropic-ai/sdk` 1.11.0. */
export type MissType =
  'model_changed' | 'system_changed' | 'tools_changed' | 'messages_changed' | 'unavailable'

/** Why an iteration read less than it could have. */
export type ReasonKind =
  | ChangeKind
  | 'no-breakpoint'
  | 'invalid-request'
  | 'below-minimum'
  | 'not-yet-visible'
  | 'expired'
  | 'provider-side'
  | 'out-of-lookback'
  | 'breakpoint-moved'
  | 'other-model'
  | 'other-speed'
  | 'other-workspace'
  | 'other-platform'
  | 'parameter-changed'
  | 'unknown'

/** Whose doing it is. */
export type Fault = 'yours' | 'timing' | 'concurrency' | 'provider' | 'unknown'

/** One reason, with its evidence. */
export interface Reason {
  readonly kind: ReasonKind
  /** Undefined where the API's diagnostics would see no difference. */
  readonly type: MissType | undefined
  readonly fault: Fault
  /** What happened, in whole sentences. */
  readonly message: string
  /** The smallest change that would have hit. */
  readonly fix: string
  /** Whether recorded traffic shows the rule at work, or only the documentation states it. */
  readonly basis: 'observed' | 'documented'
  /** Index of the iteration that it was compared with. */
  readonly comparedWith: number | undefined
  /** Tokens that were not read for this reason. */
  readonly tokens: number
  /** What they cost more than a read, in US dollars; undefined for a model without a known price. */
  readonly cost: number | undefined
  /** The place, for reasons that have one. */
  readonly divergence?: Divergence
  /** The parameter that changed, as JSON before and after. */
  readonly parameter?: { readonly name: string; readonly was: string; readonly now: string }
}

/** Whose doing each kind is. */
export function faultOf(kind: ReasonKind): Fault {
  switch (kind) {
    case 'expired':
      return 'timing'
    case 'not-yet-visible':
      return 'concurrency'
    case 'provider-side':
      return 'provider'
    case 'unknown':
      return 'unknown'
    default:
      return 'yours'
  }
}

/** Kinds that no recording has shown: what parameters, images and thinking break, and how far a breakpoint looks. */
const documentedOnly: ReadonlySet<ReasonKind> = new Set([
  'parameter-changed',
  'other-speed',
  'image-toggled',
  'out-of-lookback',
  'invalid-request',
  'other-workspace',
])

/** Whether recordings show this kind, or only the documentation states it. */
export function basisOf(kind: ReasonKind): 'observed' | 'documented' {
  return documentedOnly.has(kind) ? 'documented' : 'observed'
}
