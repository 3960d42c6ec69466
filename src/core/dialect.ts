import type { Path } from './prompt.ts'
import type { JsonObject } from './values.ts'

/** A body as a Messages API body, and where each of its parts stood in the body that was sent. */
export interface Converted {
  readonly body: JsonObject
  readonly places: Places
}

/** Way in the Messages body → way in the body that was sent. */
export type Places = ReadonlyMap<string, Path>

/** Another spelling of a request that ends at a Claude model. */
export interface Dialect {
  readonly id: string
  recognises(body: JsonObject): boolean
  convert(body: JsonObject): Converted
}
