import type { Path } from './prompt.ts'

/** Something for which the API answers a request with a 400. */
export interface Refusal {
  readonly code: string
  /** The API's own words where they are known, then what to do. */
  readonly message: string
  /** The place in the request's JSON. */
  readonly path: Path
}
